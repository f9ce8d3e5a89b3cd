//! Import and export, with accounts in a sealed file.

use std::fs;
use std::path::Path;

use tempfile::{TempDir, tempdir};

use crate::pictures::{OTHER_SECRET, SECRET, address};
use crate::program::{Answer, command, output, run_with};

const STORE: &str = "the password of the store\n";
const BOTH: &str = "the password of the store\nthe password of the file\n";
const KEPT: &str = "otpauth://yaotp/Yandex:cyd?secret=GEZDGNBVGY3TQOJQ&pin_length=4";

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempdir().unwrap() };
        run_with(desk.path(), &words("store create file:codes --password-fd 0"), STORE.as_bytes()).exits(0);
        let list = format!(
            "# mine\n{}\notpauth://hotp/GitLab:bob?secret={OTHER_SECRET}&counter=41\n\n{KEPT}\nnot an address\n",
            address("GitHub", "ada", SECRET)
        );
        fs::write(desk.path().join("list.txt"), list).unwrap();
        desk
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn run(&self, line: &str) -> Answer {
        self.run_with(line, BOTH)
    }

    fn run_with(&self, line: &str, passwords: &str) -> Answer {
        let mut words = words(line);
        words.extend(["--store", "file:codes", "--password-fd", "0"]);
        run_with(self.path(), &words, passwords.as_bytes())
    }

    fn listed(&self) -> Vec<String> {
        let listed = self.run("list --json").exits(0).json();
        let accounts = listed["accounts"].as_array().unwrap().iter();
        accounts.map(|account| account["name"].as_str().unwrap().to_owned()).collect()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }
}

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

fn counts(view: &serde_json::Value) -> [u64; 4] {
    ["read", "added", "alreadyHere", "refused"].map(|name| view[name].as_u64().unwrap())
}

#[test]
fn a_list_is_shown_line_by_line_stored_and_taken_back() {
    let desk = Desk::new();
    let shown = desk.run("import list.txt --preview --json").exits(11).hides(SECRET).json();
    assert_eq!((counts(&shown), &shown["applied"]), ([4, 3, 0, 1], &false.into()));
    assert_eq!(shown["rows"][2]["kept"]["code"], "uri-unknown-type");
    let refused = &shown["rows"][3];
    assert_eq!((&refused["number"], &refused["error"]["code"]), (&6.into(), &"not-an-account".into()));
    assert_eq!(desk.listed(), Vec::<String>::new());
    assert_eq!(desk.run("import list.txt --json").exits(12).error()["code"], "answer-needed");

    let words = desk.run("import list.txt --yes").exits(11).hides(SECRET);
    assert!(words.stdout.contains("4 read = 3 added + 0 already here + 1 refused"), "{words:?}");
    assert!(words.stdout.contains("cannot be shown yet, kept unchanged"), "{words:?}");
    assert_eq!(desk.listed(), ["ada", "bob", "cyd"]);
    assert_eq!(counts(&desk.run("import list.txt --yes --json").exits(11).json()), [4, 0, 3, 1]);

    assert_eq!(desk.run("import --undo --json").exits(12).error()["code"], "answer-needed");
    let undone = desk.run("import --undo --yes --json").exits(0).json();
    assert_eq!(undone["trashed"].as_array().unwrap().len(), 3);
    assert_eq!(desk.listed(), Vec::<String>::new());
    assert_eq!(desk.run("import --undo --yes --json").exits(1).error()["code"], "import-nothing-to-undo");
}

#[test]
fn an_account_without_codes_is_listed_renamed_and_refuses_a_code() {
    let desk = Desk::new();
    desk.run("import list.txt --yes").exits(11);
    assert!(desk.run("list").exits(0).stdout.contains("kept, no codes yet"));
    let listed = desk.run("list --json").exits(0).json();
    assert_eq!(listed["accounts"][2]["kept"]["code"], "uri-unknown-type");
    let refused = desk.run("code cyd --json").exits(1).hides("GEZDGNBVGY3TQOJQ").error();
    assert_eq!(refused["code"], "account-not-made-yet");
    desk.run("edit cyd --name dan").exits(0);
    assert!(desk.run("show dan").exits(0).hides("GEZDGNBVGY3TQOJQ").stdout.contains("kept unchanged"));
    assert_eq!(desk.run("show dan --uri --yes").exits(0).stdout, format!("{KEPT}\n"));
    assert_eq!(desk.run("show dan --secret --yes --json").exits(1).error()["code"], "account-not-made-yet");
    desk.run("remove dan").exits(0);
    desk.run("restore dan").exits(0);
}

#[test]
fn our_own_file_opens_with_its_password_alone_and_brings_back_what_was_removed() {
    let desk = Desk::new();
    desk.run("import list.txt --yes").exits(11);
    desk.run("edit ada --note kept --add-tag work").exits(0);
    let made = desk.run("export all.backup --json").exits(0).hides(SECRET).json();
    assert_eq!((&made["accounts"], &made["form"]), (&3.into(), &"sealed".into()));
    let sealed = fs::read(desk.path().join("all.backup")).unwrap();
    assert!(!sealed.windows(6).any(|bytes| bytes == b"GitHub"));
    #[cfg(unix)]
    assert_eq!(mode(&desk.path().join("all.backup")), 0o600);
    desk.run("remove ada").exits(0);
    desk.run("remove ada --forever --yes").exits(0);

    let wrong = "the password of the store\nanother password\n";
    assert_eq!(desk.run_with("import all.backup --yes --json", wrong).exits(19).error()["code"], "password-wrong");
    assert_eq!(desk.run_with("import all.backup --yes --json", STORE).exits(12).error()["code"], "password-missing");
    let shown = desk.run("import all.backup --preview --json").exits(0).json();
    assert_eq!(counts(&shown), [3, 1, 2, 0]);
    desk.run("import all.backup --yes").exits(0);
    let listed = desk.run("show ada --json").exits(0).json();
    assert_eq!((&listed["note"], &listed["tags"][0]), (&"kept".into(), &"work".into()));
    let difference = desk.run("backup restore all.backup --dry-run --json").exits(0).json();
    assert_eq!(difference["missing"], serde_json::json!([]), "it is a backup, too");

    let half = fs::read(desk.path().join("all.backup")).unwrap();
    fs::write(desk.path().join("half.backup"), &half[..half.len() - 1]).unwrap();
    assert_eq!(desk.run("import half.backup --json").exits(20).error()["code"], "store-file-damaged");
}

#[test]
fn a_plain_list_is_written_knowingly_and_is_all_here_when_it_comes_back() {
    let desk = Desk::new();
    desk.run("import list.txt --yes").exits(11);
    let asked = desk.run_with("export out.txt --plain", STORE).exits(12);
    assert!(asked.stderr.contains("answer-needed") && asked.stderr.contains("not sealed"), "{asked:?}");
    assert!(!desk.path().join("out.txt").exists());
    desk.run_with("export out.txt --plain --yes", STORE).exits(0).hides(SECRET);
    let list = desk.read("out.txt");
    assert_eq!(list.lines().count(), 3);
    assert!(list.contains("counter=41") && list.contains(&format!("{KEPT}\n")), "{list}");
    #[cfg(unix)]
    assert_eq!(mode(&desk.path().join("out.txt")), 0o600);
    assert_eq!(counts(&desk.run("import out.txt --preview --json").exits(0).json()), [3, 0, 3, 0]);
    assert_eq!(desk.run("import out.txt").exits(0).stdout.lines().count(), 4, "nothing to add, so nobody is asked");
}

#[test]
fn nothing_is_written_over_unless_it_is_said() {
    let desk = Desk::new();
    assert_eq!(desk.run("export all.backup --json").exits(1).error()["code"], "export-nothing");
    desk.run("import list.txt --yes").exits(11);
    for line in ["export list.txt --json", "export list.txt --plain --yes --json"] {
        assert_eq!(desk.run(line).exits(1).error()["code"], "export-exists", "{line}");
    }
    assert!(desk.read("list.txt").starts_with("# mine"));
    desk.run("export list.txt --plain --yes --replace").exits(0);
    assert!(desk.read("list.txt").starts_with("otpauth://"));
    let unwritten = desk.run("export no/where --json").exits(1).error();
    assert_eq!(unwritten["code"], "export-unwritten");
    assert!(!unwritten["message"].as_str().unwrap().contains(".tmp"), "{unwritten}");
    let short = "the password of the store\nshort\n";
    assert_eq!(desk.run_with("export x.backup --json", short).exits(1).error()["code"], "password-too-short");
    assert!(!desk.path().join("x.backup").exists());
}

#[test]
fn nothing_is_ever_written_over_where_accounts_are_kept() {
    let desk = Desk::new();
    desk.run("import list.txt --yes").exits(11);
    let kept = fs::read(desk.path().join("codes")).unwrap();
    for line in ["export codes --replace --json", "export codes --plain --yes --replace --json", "export codes --json"]
    {
        assert_eq!(desk.run(line).exits(1).error()["code"], "export-over-store", "{line}");
    }
    assert_eq!(fs::read(desk.path().join("codes")).unwrap(), kept);
    assert_eq!(desk.listed(), ["ada", "bob", "cyd"]);

    // Another one, of which nothing but the generations beside it tells what it was.
    fs::create_dir(desk.path().join("other.d")).unwrap();
    fs::write(desk.path().join("other.d/countersign.lock"), "").unwrap();
    assert_eq!(desk.run("export other --json").exits(1).error()["code"], "export-over-store", "it is missing");
    fs::write(desk.path().join("other"), "damaged").unwrap();
    assert_eq!(desk.run("export other --replace --json").exits(1).error()["code"], "export-over-store");
    assert_eq!(desk.read("other"), "damaged");
    // A folder of somebody else's with such a name is nothing of ours.
    fs::create_dir(desk.path().join("conf.d")).unwrap();
    fs::write(desk.path().join("conf"), "").unwrap();
    desk.run("export conf --replace").exits(0);
}

#[test]
fn a_pipe_gets_what_a_file_would() {
    let desk = Desk::new();
    desk.run("import list.txt --yes").exits(11);
    desk.run("remove bob").exits(0);
    assert!(desk.run_with("export - --plain", STORE).exits(12).stderr.contains("not sealed"));
    let list = desk.run_with("export - --plain --yes", STORE).exits(0);
    assert_eq!(list.stdout.lines().count(), 2, "{list:?}");
    assert!(list.stdout.contains(&format!("{KEPT}\n")) && list.stderr.contains("left out: 1 in the trash"), "{list:?}");
    let words = words("export - --store file:codes --password-fd 0");
    let sealed = output(command(desk.path()).args(words), BOTH.as_bytes());
    assert!(sealed.status.success(), "{sealed:?}");
    fs::write(desk.path().join("piped.backup"), sealed.stdout).unwrap();
    assert_eq!(counts(&desk.run("import piped.backup --preview --json").exits(0).json()), [2, 0, 2, 0]);
    assert!(!desk.path().join("-").exists());
}

#[test]
fn a_line_in_another_encoding_hides_no_other() {
    let desk = Desk::new();
    let (one, two) = (address("GitHub", "ada", SECRET), address("GitLab", "bob", OTHER_SECRET));
    let latin =
        [b"# f\xfcr mich\n".as_slice(), one.as_bytes(), b"\notpauth://totp/M\xfcnze?secret=", SECRET.as_bytes()];
    let latin = [latin.concat(), b"\nbefore\0after\n".to_vec(), two.clone().into_bytes()].concat();
    fs::write(desk.path().join("latin.txt"), &latin).unwrap();
    let piped = run_with(desk.path(), &words("import - --preview --json"), &latin);
    for shown in [desk.run("import latin.txt --preview --json"), piped] {
        let shown = shown.exits(11).hides(SECRET).json();
        assert_eq!(counts(&shown), [4, 2, 0, 2]);
        for (row, number) in [(1, 3), (2, 4)] {
            let refused = &shown["rows"][row];
            assert_eq!(
                (&refused["number"], &refused["error"]["code"]),
                (&number.into(), &"import-line-not-text".into())
            );
        }
    }
    for (name, mark, bytes) in
        [("little", [0xff, 0xfe], u16::to_le_bytes as fn(u16) -> [u8; 2]), ("big", [0xfe, 0xff], u16::to_be_bytes)]
    {
        let text = format!("{one}\r\n{two}\r\n");
        let units = text.encode_utf16().flat_map(bytes);
        fs::write(desk.path().join(name), mark.into_iter().chain(units).collect::<Vec<u8>>()).unwrap();
        assert_eq!(counts(&desk.run(&format!("import {name} --preview --json")).exits(0).json()), [2, 2, 0, 0]);
    }
    fs::write(desk.path().join("upper"), [one.to_uppercase().into_bytes(), b"\nf\xfcr\n".to_vec()].concat()).unwrap();
    assert_eq!(counts(&desk.run("import upper --preview --json").exits(11).json()), [2, 1, 0, 1]);
    fs::write(desk.path().join("many"), [one.clone().into_bytes(), b"\n\xff".repeat(10_000)].concat()).unwrap();
    assert_eq!(desk.run("import many --json").exits(6).error()["code"], "import-too-many-rows");
    fs::write(desk.path().join("picture"), b"\x89PNG\r\n\x1a\n\0\0\0").unwrap();
    assert_eq!(desk.run("import picture --json").error()["code"], "import-not-text");
}

#[test]
fn only_what_is_named_is_exported_and_the_rest_is_counted() {
    let desk = Desk::new();
    desk.run("import list.txt --yes").exits(11);
    desk.run("remove bob").exits(0);
    let words = desk.run("export all.txt --plain --yes").exits(0).stdout;
    assert!(words.contains("2 accounts, read back") && words.contains("left out: 1 in the trash"), "{words}");
    let one = desk.run("export one.txt --plain --yes --account ada --json").exits(0).json();
    assert_eq!((&one["accounts"], &one["leftOut"]["trashed"]), (&1.into(), &0.into()));
    assert_eq!(desk.run("export x.txt --account nobody --json").exits(3).error()["code"], "account-not-found");
    assert_eq!(desk.run("export x.txt --account bob --json").exits(3).error()["code"], "account-not-found");
}

#[test]
fn what_cannot_be_read_at_all_is_told() {
    let desk = Desk::new();
    for (name, bytes, exit, code) in [
        ("empty", &b"# nothing\n\n"[..], 6, "import-empty"),
        ("picture", &b"\x89PNG\xff\0"[..], 13, "import-not-text"),
        (
            "newer",
            &br#"{"format":"countersign-backup","version":9}
"#[..],
            20,
            "store-file-newer",
        ),
        (
            "store",
            &br#"{"format":"countersign-store","version":1}
"#[..],
            20,
            "backup-is-store",
        ),
    ] {
        fs::write(desk.path().join(name), bytes).unwrap();
        assert_eq!(desk.run(&format!("import {name} --json")).exits(exit).error()["code"], code, "{name}");
    }
    assert_eq!(desk.run("import nothing --json").exits(13).error()["code"], "import-unreadable");
    assert_eq!(desk.run("import . --json").exits(13).error()["code"], "import-unreadable");
    for line in ["import", "import list.txt --undo", "import list.txt --preview --yes", "import list.txt x", "export"] {
        desk.run(line).exits(2);
    }
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}
