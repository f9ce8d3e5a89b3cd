//! An independent judge of codes: `oathtool`.

use std::process::Command;

/// The TOTP code of a base32 secret at a Unix second, as `oathtool` computes it.
pub(crate) fn totp(secret: &str, algorithm: &str, digits: u32, period: u64, now: u64) -> String {
    let mut tool = Command::new("oathtool");
    tool.arg(format!("--totp={}", algorithm.to_lowercase())).args(["--base32", "--digits", &digits.to_string()]);
    tool.args(["--time-step-size", &format!("{period}s"), "--now", &format!("@{now}"), secret]);
    run(tool)
}

/// The HOTP code of a base32 secret at a counter, as `oathtool` computes it.
pub(crate) fn hotp(secret: &str, digits: u32, counter: u64) -> String {
    let mut tool = Command::new("oathtool");
    tool.args(["--hotp", "--base32", "--digits", &digits.to_string(), "--counter", &counter.to_string(), secret]);
    run(tool)
}

fn run(mut tool: Command) -> String {
    let output = tool.output().expect("oathtool is installed; on Debian: apt-get install oathtool");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
