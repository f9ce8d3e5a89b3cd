//! Reports for people and programs.

use scenario::attacks::{Report, Verdict, report};

use crate::{Bug, Double, every};

async fn example() -> Report {
    let double = Double::new(&[Bug::RemembersNothing]).described(|description| {
        description.name = "<script>alert('target')</script>".to_owned();
        description.chosen.insert("replay-race".to_owned(), "<b>told</b> & chosen".to_owned());
    });
    every(&double).await
}

#[tokio::test]
async fn the_report_for_a_terminal_fits_80_columns() {
    let text = report::text(&example().await);
    let long: Vec<&str> = text.lines().filter(|line| line.chars().count() > 80).collect();
    assert!(long.is_empty(), "{long:#?}");
    assert!(text.contains("\nBROKEN (") && text.contains("  same-step-replay\n"), "{text}");
    assert!(text.contains("mend: Store the step of the last accepted code"), "{text}");
}

#[tokio::test]
async fn the_report_as_json_has_every_attack_with_its_evidence() {
    let made = example().await;
    let json = report::json(&made);
    let attacks = json["attacks"].as_array().unwrap();
    assert_eq!(attacks.len(), made.findings.len());
    assert_eq!(attacks[0]["name"], "same-step-replay");
    assert_eq!(attacks[0]["verdict"], "broken");
    assert_eq!(attacks[0]["evidence"][0]["exchanges"][0]["request"]["method"], "POST");
    assert_eq!(json["broken"], made.count(Verdict::Broken));
    assert!(json["chosen"].as_u64().unwrap() >= 1);
}

#[tokio::test]
async fn the_report_as_html_has_no_script_and_escapes_what_it_shows() {
    let made = example().await;
    let html = report::html(&made);
    assert!(!html.contains("<script") && !html.contains("<b>told"), "the target's words are text");
    assert!(html.contains("&lt;script&gt;alert(&#39;target&#39;)"));
    assert!(html.contains("default-src 'none'"));
    for finding in &made.findings {
        assert!(html.contains(&format!("<section id=\"{}\">", finding.attack.name)));
    }
}

#[tokio::test]
async fn the_report_in_markdown_is_a_row_an_attack_and_nothing_of_the_target_ends_a_cell() {
    let mut made = example().await;
    made.findings[0].why = "a | b <img>\nand more".to_owned();
    let markdown = report::markdown(&made);
    assert!(markdown.contains("| `same-step-replay` | **broken** | a \\| b &lt;img> and more |\n"), "{markdown}");
    assert_eq!(markdown.lines().filter(|line| line.starts_with("| `")).count(), made.findings.len());
}

#[tokio::test]
async fn evidence_is_shortened_in_the_middle() {
    let made = every(&Double::new(&[Bug::CountsNothing])).await;
    let longest = made.findings.iter().map(|finding| finding.deeds.len()).max().unwrap();
    assert!(longest <= 41, "{longest}");
}
