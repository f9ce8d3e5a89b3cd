//! A case as the window shows it.

use ::support::{
    Change, Evidence, Explanation, Question, Ranked, Scale, SubmissionEvidence, Timeline, WhatIf, Window, percent,
    sureness, timeline,
};
use host::scenario::Reproduction;
use scenario::StepReport;

use super::words;
use super::{Case, Origin};
use crate::api::{
    CaseName, CaseOrigin, CaseView, CauseView, DifferenceView, EvidenceView, MemberView, NamePart, QuestionView,
    ReplayedStepView, ReproductionView, TimelineView, WhatIfRequest, WhatIfView, WindowView,
};

/// How many matches of a code are told.
const MOST_MATCHES: usize = 4;

/// Less likely causes are not told, unless they come first.
const LEAST_TOLD: f64 = 0.005;

/// The case of this number.
pub(super) fn case(case: &Case, number: u32) -> CaseView {
    let (evidence, explanation) = (&case.found.evidence, &case.found.explanation);
    CaseView {
        case: number,
        origin: origin(&case.origin),
        names: names(case),
        causes: causes(&explanation.causes),
        beneath: causes(&explanation.beneath),
        question: explanation.question.map(question),
        missed_one_in: explanation.missed_one_in.map(number_of),
        tried: number_of(explanation.tried),
        untried: explanation.untried.iter().map(|kind| kind.title().to_owned()).collect(),
        evidence: evidence
            .submissions
            .iter()
            .enumerate()
            .map(|(place, one)| submission(evidence, place, one))
            .collect(),
        held: evidence.secrets.iter().map(::support::SecretEvidence::words).collect(),
        others: evidence.others.iter().copied().map(small).collect(),
        timeline: picture(&timeline(evidence, explanation), explanation),
        takes_more: !matches!(case.origin, Origin::Bundle { .. }),
    }
}

fn origin(origin: &Origin) -> CaseOrigin {
    match origin {
        Origin::Rejection(rejection) => CaseOrigin::Rejection { entry: rejection.entry },
        Origin::Typed(_) => CaseOrigin::Typed,
        Origin::Bundle { file, .. } => CaseOrigin::Bundle { file: file.clone() },
    }
}

fn names(case: &Case) -> Vec<CaseName> {
    let names = &case.found.names;
    let all = [(NamePart::Issuer, &names.issuer), (NamePart::Account, &names.account)];
    all.into_iter().filter_map(|(part, name)| Some(CaseName { part, text: name.clone()? })).collect()
}

fn causes(ranked: &[Ranked]) -> Vec<CauseView> {
    let told = ranked.iter().enumerate().filter(|(place, cause)| *place == 0 || cause.probability >= LEAST_TOLD);
    told.map(|(_, ranked)| cause(ranked)).collect()
}

fn cause(ranked: &Ranked) -> CauseView {
    let is_known = ranked.kind.prior_in_a_thousand() == 0.0;
    let several = ranked.members.len() > 1;
    let member = |member: &::support::Member| MemberView {
        title: member.kind.title().to_owned(),
        percent: percent(member.probability),
    };
    CauseView {
        kind: ranked.kind.name().to_owned(),
        title: ranked.title.clone(),
        probability: ranked.probability,
        sureness: if is_known { "known" } else { sureness(ranked.probability) }.to_owned(),
        percent: percent(ranked.probability),
        is_known,
        members: ranked.members.iter().filter(|_| several).map(member).collect(),
        off: ranked.off_in_words(),
        tried: number_of(ranked.tried),
        chance: percent(ranked.chance),
        staff: ranked.staff.clone(),
        person: ranked.person.clone(),
    }
}

fn question(question: Question) -> QuestionView {
    QuestionView { is_next_code: question == Question::NextCode, text: question.text().to_owned() }
}

fn submission(evidence: &Evidence, place: usize, one: &SubmissionEvidence) -> EvidenceView {
    let matches = evidence.plainest_matches(place);
    let told: Vec<String> = matches.iter().take(MOST_MATCHES).map(|found| found.words(evidence)).collect();
    EvidenceView {
        after: wide(one.after),
        read_out: one.read_out,
        form: one.refusal.map_or_else(|| one.form.words(), |refusal| words::refusal(refusal).to_owned()),
        more_matches: u32::try_from(matches.len().saturating_sub(told.len())).unwrap_or(u32::MAX),
        matches: told,
        tried: number_of(one.tried.all()),
    }
}

fn picture(timeline: &Timeline, explanation: &Explanation) -> TimelineView {
    let cause = explanation.beneath.first().or(explanation.causes.first());
    TimelineView {
        period: period(timeline.scale),
        window: window(timeline.window),
        second: timeline.second,
        code: timeline.code.map(small),
        is_used: timeline.is_used,
        is_foreign: timeline.is_foreign,
        is_mistyped: timeline.is_mistyped,
        device: timeline.device.map(|(from, until)| [small(from), small(until)]),
        device_words: timeline.device.and_then(|_| cause.and_then(Ranked::off_in_words)),
        read_out: timeline.read_out.iter().copied().map(small).collect(),
    }
}

fn period(scale: Scale) -> Option<u32> {
    match scale {
        Scale::Time { period } => Some(period),
        Scale::Counter => None,
    }
}

/// What would have come of it.
pub(crate) fn what_if(case: &Case, request: WhatIfRequest) -> WhatIfView {
    let change = Change {
        window: request.window.map(|WindowView { back, ahead }| Window { back, ahead }),
        clock_mended: request.clock_mended,
        set_up_again: request.set_up_again,
        fresh_code: request.fresh_code,
    };
    let told = ::support::what_if(&case.found.evidence, &case.found.explanation, &change);
    let WhatIf { gets_in, rejected, left, code, window: accepted, needed, guess } = told;
    WhatIfView {
        gets_in,
        rejected,
        answer: words::answer(gets_in, rejected),
        left: left.into_iter().map(|obstacle| obstacle.text().to_owned()).collect(),
        code: code.map(small),
        window: window(accepted),
        needed: needed.map(window),
        guess_one_in: (1.0 / guess).round(),
    }
}

/// What became of a bundle that was replayed.
pub(crate) fn reproduction(reproduction: Reproduction) -> ReproductionView {
    ReproductionView {
        same: reproduction.same,
        rejection: reproduction.rejection,
        differences: reproduction
            .differences
            .into_iter()
            .map(|one| DifferenceView { what: one.what, expected: one.expected, got: one.got })
            .collect(),
        secrets: u32::try_from(reproduction.secrets).unwrap_or(u32::MAX),
        steps: reproduction.report.steps.iter().map(step).collect(),
    }
}

fn step(step: &StepReport) -> ReplayedStepView {
    let parts = [&step.who, &step.action, &step.code].into_iter().filter(|part| !part.is_empty());
    let reason = step.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
    ReplayedStepView {
        number: u32::try_from(step.number).unwrap_or(u32::MAX),
        what: parts.map(String::as_str).collect::<Vec<_>>().join(" · "),
        at: wide(step.at),
        got: format!("{}{reason}", step.got),
        passed: step.passed,
    }
}

fn window(window: Window) -> WindowView {
    WindowView { back: window.back, ahead: window.ahead }
}

/// Offsets of days in seconds are far from the ends of this.
fn small(value: i64) -> i32 {
    i32::try_from(value).unwrap_or(if value < 0 { i32::MIN } else { i32::MAX })
}

/// As JavaScript counts; exact up to 2^53.
#[expect(clippy::cast_precision_loss, reason = "counts and seconds beyond 2^53 do not occur")]
fn number_of(value: u64) -> f64 {
    value as f64
}

#[expect(clippy::cast_precision_loss, reason = "seconds beyond 2^53 do not occur")]
fn wide(value: i64) -> f64 {
    value as f64
}
