//! Lists that other programs wrote.

use super::*;

fn outside(path: &str) -> ImportPreview {
    let shared = std::env::var("COUNTERSIGN_SHARED").expect("it was set when this was built");
    let text = std::fs::read_to_string(format!("{shared}/fixtures/{path}")).unwrap();
    read(&text)
}

#[test]
#[cfg_attr(not(countersign_shared), ignore = "set COUNTERSIGN_SHARED to the folder of outside fixtures")]
fn lists_of_other_programs_are_read_whole() {
    for (path, read) in [
        ("aegis/importers/plain.txt", 7),
        ("aegis/importers/ente_auth.txt", 7),
        ("stratum/urilist.txt", 7),
        ("stratum/ente.unencrypted.txt", 7),
        ("stratum/googleauthenticator.txt", 6),
    ] {
        let counts = outside(path).counts();
        assert_eq!((counts.read, counts.added, counts.kept), (read, read, 0), "{path}: {counts:?}");
    }
}

#[test]
#[cfg_attr(not(countersign_shared), ignore = "set COUNTERSIGN_SHARED to the folder of outside fixtures")]
fn other_files_are_refused_row_by_row_or_whole_and_never_taken_for_accounts() {
    for path in ["aegis/importers/aegis_plain.json", "stratum/lastpass.json", "aegis/importers/bitwarden.csv"] {
        let counts = outside(path).counts();
        assert_eq!(counts.read, counts.added + counts.already_here + counts.refused, "{path}");
        assert!(counts.refused > 0, "{path}");
    }
}
