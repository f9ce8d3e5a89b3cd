//! The answer of `diagnose`: the cause first, the reasoning below.

use serde::Serialize;
use support::{Evidence, Explanation, Kind, Ranked, percent};

use crate::failure::Failure;
use crate::output::{Console, Page};

/// Less likely causes stand in the JSON only.
const LEAST_SHOWN: f64 = 0.005;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DiagnosisView<'told> {
    #[serde(flatten)]
    explanation: &'told Explanation,
    question_text: Option<&'static str>,
    evidence: &'told Evidence,
    #[serde(skip_serializing_if = "Option::is_none")]
    bundle: Option<&'told str>,
}

/// Shows what was found, and the bundle that is to be written.
pub(super) fn show(
    explanation: &Explanation,
    evidence: &Evidence,
    bundle: Option<&str>,
    console: Console,
) -> Result<(), Failure> {
    let question_text = explanation.question.map(support::Question::text);
    let view = DiagnosisView { explanation, question_text, evidence, bundle };
    console.answer(&view, |page| {
        write(page, explanation);
        if let Some(text) = bundle {
            page.line("").line("the bundle:").line("");
            text.lines().for_each(|line| {
                page.line(line);
            });
        }
    })
}

fn write(page: &mut Page, told: &Explanation) {
    if let Some(first) = told.causes.first() {
        cause(page, first);
    }
    if let Some(times) = told.missed_one_in {
        page.line(format!("  1 in {times} that the catalogue has the cause and it was missed"));
    }
    let others: Vec<&Ranked> = told.causes.iter().skip(1).filter(|cause| cause.probability >= LEAST_SHOWN).collect();
    list(page, "or:", &others);
    list(page, "what the code itself says:", &told.beneath.iter().take(3).collect::<Vec<_>>());
    if let Some(question) = told.question {
        page.line("").line(format!("next: {}", question.text()));
    }
    page.line("").line(format!("{} hypotheses were tried{}", told.tried, untried(&told.untried)));
}

fn cause(page: &mut Page, cause: &Ranked) {
    page.line(format!("{}: {}", percent(cause.probability), cause.title));
    if cause.members.len() > 1 {
        let members =
            cause.members.iter().map(|member| format!("{} {}", percent(member.probability), member.kind.title()));
        page.line(format!("  (one class: {})", members.collect::<Vec<_>>().join("; ")));
    }
    page.line(format!("  staff:  {}", cause.staff));
    page.line(format!("  person: {}", cause.person));
    if cause.tried > 0 && cause.kind != Kind::NothingKnown {
        page.line(format!(
            "  {} hypotheses of this kind; one of them hits by chance in {}",
            cause.tried,
            percent(cause.chance)
        ));
    }
}

fn list(page: &mut Page, title: &str, causes: &[&Ranked]) {
    if causes.is_empty() {
        return;
    }
    page.line("").line(title);
    for cause in causes {
        page.line(format!("  {}: {}", percent(cause.probability), cause.title));
    }
}

fn untried(kinds: &[Kind]) -> String {
    if kinds.is_empty() {
        return String::new();
    }
    let titles: Vec<&str> = kinds.iter().map(|kind| kind.title()).collect();
    format!("; not tried, for want of a secret to try: {}", titles.join("; "))
}
