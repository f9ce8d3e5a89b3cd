//! How good the answers are: first right, right among the first three, wrongly certain, and whether they are as sure as
//! they should be.

use support::{Explanation, explain, investigate};

use crate::world::Case;

/// Surer than this is certain.
const CERTAIN: f64 = 0.9;

/// Where the bins of the reliability table end.
const BINS: [f64; 6] = [0.5, 0.7, 0.9, 0.97, 0.995, 1.01];

/// What came of some cases.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tally {
    pub(crate) cases: u32,
    pub(crate) first: u32,
    pub(crate) among_three: u32,
    pub(crate) falsely_certain: u32,
    /// For each bin: cases, sum of the probabilities told, right ones.
    bins: [(u32, f64, u32); BINS.len()],
}

impl Tally {
    /// Diagnoses the case by its first codes.
    pub(crate) fn add(&mut self, case: &Case, codes: usize) {
        let told = explain(&investigate(&case.held, &case.submissions(codes)));
        let is_right = |class: &str| case.right.contains(&class);
        let (class, probability) =
            told.causes.first().map_or(("", 0.0), |cause| (cause.class.as_str(), cause.probability));
        let right = is_right(class);
        self.cases += 1;
        self.first += u32::from(right);
        self.among_three += u32::from(told.causes.iter().take(3).any(|cause| is_right(&cause.class)));
        self.falsely_certain += u32::from(!right && probability > CERTAIN);
        if let Some(bin) = BINS.iter().position(|end| probability < *end) {
            let (cases, sum, rights) = &mut self.bins[bin];
            *cases += 1;
            *sum += probability;
            *rights += u32::from(right);
        }
        if !right && std::env::var_os("DIAGNOSE_MISSES").is_some() {
            miss(case, codes, &told);
        }
    }

    pub(crate) fn join(&mut self, other: &Self) {
        self.cases += other.cases;
        self.first += other.first;
        self.among_three += other.among_three;
        self.falsely_certain += other.falsely_certain;
        for (ours, theirs) in self.bins.iter_mut().zip(other.bins) {
            *ours = (ours.0 + theirs.0, ours.1 + theirs.1, ours.2 + theirs.2);
        }
    }

    /// In percent.
    pub(crate) fn share(&self, of: u32) -> f64 {
        f64::from(of) * 100.0 / f64::from(self.cases.max(1))
    }

    /// Rows of: told between, cases, told on average, right.
    pub(crate) fn reliability(&self) -> Vec<[String; 4]> {
        let mut from = 0.0;
        let mut rows = Vec::new();
        for (end, (cases, sum, rights)) in BINS.iter().zip(self.bins) {
            let between = format!("{from:.3} to {:.3}", end.min(1.0));
            from = *end;
            if cases > 0 {
                let average = |sum: f64| format!("{:.2} %", sum * 100.0 / f64::from(cases));
                rows.push([between, cases.to_string(), average(sum), average(rights.into())]);
            }
        }
        rows
    }
}

/// For whoever works on the model: DIAGNOSE_MISSES=1 shows what was told instead.
fn miss(case: &Case, codes: usize, told: &Explanation) {
    let causes = told.causes.iter().take(3).map(|cause| {
        let offset = cause.offset.map(|offset| format!(" {}..{}", offset.from, offset.until)).unwrap_or_default();
        format!("{} {:.4}{offset}", cause.class, cause.probability)
    });
    eprintln!("{codes} of {}: {:?} told {}", case.story, case.right, causes.collect::<Vec<_>>().join(", "));
}
