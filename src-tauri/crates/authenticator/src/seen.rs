//! Texts of a person or a picture without what is not seen. Whatever way a name comes in, it is kept as here.

/// A name, in one line: without control characters, and without those that turn the direction of writing, with which a
/// picture can make one name look like another (Unicode Technical Report 36). What breaks a line is a space.
pub(crate) fn only_what_is_seen(name: &str) -> String {
    let turns = |letter| matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let seen: String = otp::in_one_line(name).chars().filter(|letter| !turns(*letter)).collect();
    seen.trim().to_owned()
}

/// A note, which has lines: each without control characters. A person's own words keep the marks of writing from right to left.
pub(crate) fn only_what_is_seen_of_lines(note: &str) -> String {
    let lines: Vec<String> = note.replace("\r\n", "\n").split(breaks_a_line).map(otp::in_one_line).collect();
    lines.join("\n")
}

fn breaks_a_line(letter: char) -> bool {
    matches!(letter, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use otp::Kind;
    use zeroize::Zeroizing;

    use super::*;
    use crate::account::AccountChange;
    use crate::intake::{Draft, Pick, TypedAccount};

    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    /// A name as it is kept when it comes in each of the ways there are.
    fn in_every_way(name: &str) -> [String; 4] {
        let issuer = || "Bank".to_owned();
        let typed = TypedAccount {
            issuer: issuer(),
            name: name.to_owned(),
            secret: Zeroizing::new(SECRET.to_owned()),
            kind: Kind::Steam,
            algorithm: String::new(),
            digits: 0,
            period: 0,
            counter: 0,
        };
        let escaped: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let mut draft = Draft::new();
        draft.add_typed("typed", &typed).unwrap();
        draft.add_text("text", &format!("otpauth://totp/Bank:{escaped}?secret={SECRET}"));
        let pick = draft.picked(&[Pick { item: 0, issuer: issuer(), name: name.to_owned() }]).remove(0).1;
        let [typed, address] = draft.items() else { panic!("{:?}", draft.problems()) };
        let id = "3h0q8zt5v2wkd4n7r9xm6yb1ca".parse().unwrap();
        let mut edited = pick.clone().into_account(id, otp::UnixSeconds(0));
        AccountChange { name: Some(name.to_owned()), ..AccountChange::default() }.apply(&mut edited);
        [typed.account.name.clone(), address.account.name.clone(), pick.name, edited.name]
    }

    #[test]
    fn a_name_is_kept_alike_whatever_way_it_comes_in() {
        let cases = [
            (" ada\t", "ada"),
            ("a\u{1b}[31mda\u{0}\u{7f}\u{9b}", "a[31mda"),
            ("ada\r\nlovelace", "ada  lovelace"),
            ("ada\u{2028}love\tlace", "ada love lace"),
            ("\u{202e}ada\u{2066}", "ada"),
            ("أدا \u{645}", "أدا م"),
        ];
        for (name, kept) in cases {
            assert_eq!(in_every_way(name), [kept; 4], "{name:?}");
        }
    }

    #[test]
    fn a_note_keeps_its_lines_and_loses_what_is_not_seen() {
        let note = " first\r\nsecond\u{1b}[31m\ta\rthird\u{2028}\u{200f}fourth\n\n";
        let kept = " first\nsecond[31m a\nthird\n\u{200f}fourth\n\n";
        assert_eq!(only_what_is_seen_of_lines(note), kept);
        assert_eq!(only_what_is_seen_of_lines(kept), kept);
    }
}
