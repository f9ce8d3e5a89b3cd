//! `diagnose`, as staff and a script meet it.

use tempfile::tempdir;

use crate::program::{Answer, run_with};

const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const NOW: u64 = 1_750_000_005;

/// The code of a device whose clock shows this time.
fn code(at: u64) -> String {
    let uri = format!("otpauth://totp/Ada?secret={SECRET}");
    let folder = tempdir().unwrap();
    run_with(folder.path(), &["code", "--uri", "-", "--at", &at.to_string()], uri.as_bytes())
        .exits(0)
        .stdout
        .trim()
        .to_owned()
}

fn diagnose(lines: &[String], words: &[&str]) -> Answer {
    let folder = tempdir().unwrap();
    let words: Vec<&str> = ["diagnose"].iter().chain(words).copied().collect();
    run_with(folder.path(), &words, lines.join("\n").as_bytes()).hides(SECRET)
}

#[test]
fn a_slow_clock_is_named_with_what_to_do() {
    let first = code(NOW - 7_500);
    let lines = [SECRET.to_owned(), format!("{first} {NOW}"), format!("{} {}", code(NOW - 7_465), NOW + 35)];
    let answer = diagnose(&lines, &[]).exits(0).hides(&first);
    assert!(answer.stdout.contains("the clock of the device is off"), "{answer:?}");
    assert!(answer.stdout.contains("2 hours and 5 minutes behind"), "{answer:?}");
    assert!(answer.stdout.contains("  person: The clock of your phone is"), "{answer:?}");
}

#[test]
fn a_script_reads_the_causes_and_the_evidence() {
    let lines = [format!("otpauth://totp/Ada?secret={SECRET}"), code(NOW - 7_500)];
    let answer = diagnose(&lines, &["--json", "--at", &NOW.to_string()]).exits(0).json();
    let cause = &answer["causes"][0];
    assert_eq!((&cause["kind"], &cause["class"]), (&"device-clock".into(), &"device-clock".into()));
    assert!(cause["probability"].as_f64().unwrap() > 0.8, "{cause}");
    assert!(answer["tried"].as_u64().unwrap() > 5_000);
    assert_eq!(answer["evidence"]["submissions"][0]["matches"][0]["place"]["by"], "time");
}

#[test]
fn an_older_set_up_is_named_where_its_secret_is_given() {
    let lines = ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned(), format!("retired: {SECRET}"), code(NOW)];
    let answer = diagnose(&lines, &["--json", "--at", &NOW.to_string()]).exits(0).json();
    assert_eq!(answer["causes"][0]["kind"], "retired-secret");
}

#[test]
fn a_code_that_nothing_explains_ends_with_21() {
    let mut unexplained = ["000001", "424242", "777777"].into_iter().filter(|text| {
        let lines = [SECRET.to_owned(), format!("{text} {NOW}"), format!("{text} {}", NOW + 45)];
        let answer = diagnose(&lines, &[]);
        answer.exit == 21 && answer.stdout.contains("that the catalogue has the cause and it was missed")
    });
    assert!(unexplained.next().is_some());
}

#[test]
fn what_cannot_be_read_is_told_without_repeating_it() {
    let error = diagnose(&["sesame!".to_owned(), "123456".to_owned()], &["--json"]).exits(6).hides("sesame").error();
    assert_eq!(error["code"], "diagnose-not-an-account");
    assert_eq!(diagnose(&[], &["--json"]).exits(2).error()["code"], "diagnose-no-account");
    assert_eq!(diagnose(&[SECRET.to_owned()], &["--json"]).exits(2).error()["code"], "diagnose-no-code");
}

/// A server in memory, its token, and a user whose phone is an hour and ten minutes slow.
#[cfg(unix)]
mod of_a_server {
    use serde_json::json;
    use tempfile::{TempDir, tempdir};

    use crate::program::{Answer, answer, command, run};
    use crate::serving::{Client, Server};

    const PASSWORD: &str = "seven unrelated green kettles";
    const SLOW: u64 = 4_200;
    const NOW: u64 = 2_000_000_010;

    struct World {
        folder: TempDir,
        server: Server,
        token: String,
        admin: Client,
        uri: String,
    }

    impl World {
        fn new() -> Self {
            let folder = tempdir().unwrap();
            let mut server = Server::start(folder.path(), "serve --control --show-admin-token");
            let token = server.line();
            let admin = server.client().with_token(&token);
            let clock = json!({ "time": NOW, "frozen": true });
            assert_eq!(admin.send("PUT", "/api/v1/control/clock", Some(clock)).0, 200);
            let mut ada = server.client();
            let answer = ada.post("/register", json!({ "username": "ada", "password": PASSWORD }), 201);
            ada.take(&answer);
            let offer = ada.post("/devices", json!({ "name": "Phone" }), 201);
            let uri = offer["uri"].as_str().unwrap().to_owned();
            let world = Self { folder, server, token, admin, uri };
            let path = format!("/devices/{}/confirm", offer["id"].as_str().unwrap());
            ada.post(&path, json!({ "code": world.code(NOW) }), 200);
            world
        }

        /// The code of a device whose clock shows this.
        fn code(&self, at: u64) -> String {
            let words = ["code", "--uri", "-", "--at", &at.to_string()];
            answer(command(self.folder.path()).args(words), self.uri.as_bytes()).exits(0).stdout.trim().to_owned()
        }

        fn reject(&self, code: &str) {
            let login = json!({ "username": "ada", "password": PASSWORD, "code": code });
            self.server.client().post("/login", login, 401);
        }

        fn diagnose(&self, words: &[&str], input: &str) -> Answer {
            let mut diagnose = command(self.folder.path());
            diagnose.env("COUNTERSIGN_URL", self.server.url()).env("COUNTERSIGN_ADMIN_TOKEN", &self.token);
            let secret = self.uri.split("secret=").nth(1).unwrap().split('&').next().unwrap();
            answer(diagnose.arg("diagnose").args(words), input.as_bytes()).hides(secret).hides(&self.token)
        }
    }

    #[test]
    fn two_codes_in_a_row_are_one_case_and_come_out_the_same_on_another_desk() {
        let world = World::new();
        let first = world.code(NOW - SLOW);
        world.reject(&first);
        world.admin.post("/control/clock/advance", json!({ "seconds": 45 }), 200);
        let second = world.code(NOW - SLOW + 45);
        world.reject(&second);
        world.diagnose(&["--user", "ada", "--bundle", "two.toml", "--yes"], "").exits(0).hides(&first).hides(&second);
        let written = std::fs::read_to_string(world.folder.path().join("two.toml")).unwrap();
        assert_eq!(written.matches("expect = \"rejected\"").count(), 2, "{written}");
        let again = run(world.folder.path(), &["reproduce", "two.toml"]).exits(0).stdout;
        let told =
            "the same came out here: wrong-code; a code about 70 minutes behind, after another of the same try\n";
        assert!(again.starts_with(told), "{again}");
        world.server.kill();
    }

    #[test]
    fn staff_name_a_user_and_learn_why_the_code_was_rejected() {
        let world = World::new();
        let late = world.code(NOW - SLOW);
        world.reject(&late);
        let told = world.diagnose(&["--user", "ada"], "").exits(0).hides(&late);
        assert!(told.stdout.contains("about 70 minutes behind"), "{told:?}");
        let next = format!("{} {}", world.code(NOW - SLOW + 40), NOW + 40);
        let told = world.diagnose(&["--user", "ada", "--codes", "-", "--json"], &next).exits(0).json();
        assert_eq!(told["causes"][0]["kind"], "device-clock", "{told}");
        assert_eq!(told["evidence"]["submissions"].as_array().unwrap().len(), 2);
        let journal = world.admin.get("/admin/journal?most=1", 200);
        assert_eq!(journal[0]["detail"], "investigated a rejection");
        world.server.kill();
    }

    #[test]
    fn a_rejection_of_a_server_comes_out_the_same_on_another_desk() {
        let world = World::new();
        world.reject(&world.code(NOW - SLOW));
        world.diagnose(&["--user", "ada", "--bundle", "case.toml", "--yes"], "").exits(0);
        world.server.kill();
        let written = std::fs::read_to_string(world.folder.path().join("case.toml")).unwrap();
        assert!(!written.contains("\"ada") && written.contains("reason = \"wrong-code\""), "{written}");
        let again = run(world.folder.path(), &["reproduce", "case.toml"]).exits(0);
        assert!(again.stdout.starts_with("the same came out here: wrong-code; "), "{again:?}");
    }

    #[test]
    fn what_is_not_there_and_a_wrong_token_are_told() {
        let mut world = World::new();
        let error = |world: &World, words: &[&str], exit| {
            world.diagnose(&[words, &["--json"]].concat(), "").exits(exit).error()["code"].clone()
        };
        assert_eq!(error(&world, &["--user", "nobody"], 3), "diagnose-no-user");
        assert_eq!(error(&world, &["--user", "ada"], 3), "diagnose-no-rejection");
        assert_eq!(error(&world, &["--rejection", "99999"], 1), "server-refused");
        assert_eq!(error(&world, &["--user", "ada", "--codes", "123456"], 2), "usage");
        world.token = "t".repeat(40);
        assert_eq!(error(&world, &["--rejection", "1"], 1), "server-refused");
        world.server.kill();
    }
}
