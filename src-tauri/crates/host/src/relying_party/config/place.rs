//! Where in a file something stands.

use toml::de::{DeTable, DeValue};

/// The line of a byte, from 1.
pub(in crate::relying_party) fn line_at(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count().saturating_add(1)
}

/// The line in which a value such as `policy.totp.digits` stands, or the nearest table around it.
pub(super) fn line_of(text: &str, key: &str) -> usize {
    let Ok(whole) = DeTable::parse(text) else { return 1 };
    let (mut table, mut byte) = (whole.get_ref(), 0);
    for name in key.split('.') {
        let Some((found, value)) = table.iter().find(|(found, _)| found.get_ref() == name) else { break };
        byte = found.span().start;
        let DeValue::Table(inner) = value.get_ref() else { break };
        table = inner;
    }
    line_at(text, byte)
}
