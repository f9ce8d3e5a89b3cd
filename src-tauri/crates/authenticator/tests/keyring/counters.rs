//! HOTP counters under several programs and under crashes.

use crate::PUBLIC_SECRET;
use crate::child::Client;
use crate::session::Session;

/// A counter and its code.
fn parse(line: &str) -> (u64, String) {
    let (counter, code) = line.split_once(' ').unwrap();
    (counter.parse().unwrap(), code.to_owned())
}

#[test]
fn two_programs_make_a_thousand_codes_and_none_twice() {
    let (session, _keyring) = Session::with_keyring();
    let mut one = Client::start(&session, "ours");
    let mut two = Client::start(&session, "ours");
    let id = one.ask(&["add", "alice", PUBLIC_SECRET]).unwrap().remove(0);
    one.tell(&["hotp", &id, "500"]);
    two.tell(&["hotp", &id, "500"]);
    let made = [one.answer().unwrap(), two.answer().unwrap()];
    assert_eq!(made.each_ref().map(Vec::len), [500, 500]);
    let mut made: Vec<_> = made.iter().flatten().map(|line| parse(line)).collect();
    made.sort_unstable();
    let counters: Vec<u64> = made.iter().map(|(counter, _)| *counter).collect();
    assert_eq!(counters, (0..1_000).collect::<Vec<_>>(), "none is repeated and none is skipped");
    // RFC 4226, appendix D.
    let codes: Vec<&str> = made.iter().take(4).map(|(_, code)| code.as_str()).collect();
    assert_eq!(codes, ["755224", "287082", "359152", "969429"]);
}

#[test]
fn a_program_that_is_killed_skips_one_code_at_most_and_repeats_none() {
    let (session, _keyring) = Session::with_keyring();
    let mut client = Client::start(&session, "ours");
    let id = client.ask(&["add", "alice", PUBLIC_SECRET]).unwrap().remove(0);
    let mut next = 0;
    for _ in 0..5 {
        let mut victim = Client::start(&session, "ours");
        victim.tell(&["hotp", &id, "100000"]);
        let seen: Vec<_> = (0..7).map_while(|_| victim.line()).collect();
        victim.kill();
        let rest: Vec<_> = std::iter::from_fn(|| victim.line()).collect();
        let shown: Vec<u64> = seen.iter().chain(&rest).map(|line| parse(&line[1..]).0).collect();
        assert!(shown[0] == next || shown[0] == next + 1, "{shown:?} after {next}");
        assert!(shown.is_sorted_by(|one, two| one + 1 == *two), "{shown:?}");
        next = shown.last().unwrap() + 1;
    }
    let (counter, _) = parse(&client.ask(&["hotp", &id, "1"]).unwrap()[0]);
    assert!(counter == next || counter == next + 1, "{counter} after {next}");
}
