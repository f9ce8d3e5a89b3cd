//! What a bench answers: rows of ours, a peer or a limit, their ratio and the goal.

/// A measured amount.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Amount {
    /// The number.
    pub(crate) value: f64,
    /// Its unit, such as `ms`.
    pub(crate) unit: &'static str,
}

/// One comparison. Smaller is better.
#[derive(Debug)]
pub(crate) struct Row {
    /// What is measured.
    pub(crate) name: String,
    /// How we do.
    pub(crate) ours: Amount,
    /// How the peer does in the same run, or the limit.
    pub(crate) against: Amount,
    /// The highest ratio of ours to the other that meets the goal, where there is one.
    pub(crate) goal: Option<f64>,
}

impl Row {
    fn ratio(&self) -> f64 {
        self.ours.value / self.against.value
    }

    fn misses_goal(&self) -> bool {
        // A ratio that is no number meets nothing.
        self.goal.is_some_and(|goal| self.ratio().is_nan() || self.ratio() > goal)
    }

    fn markdown(&self) -> String {
        let goal = match self.goal {
            Some(goal) if self.misses_goal() => format!("at most {goal}: **missed**"),
            Some(goal) => format!("at most {goal}: met"),
            None => "none".to_owned(),
        };
        format!("| {} | {} | {} | {:.2} | {goal} |\n", self.name, self.ours, self.against, self.ratio())
    }
}

impl std::fmt::Display for Amount {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.value {
            small if small < 10.0 => write!(formatter, "{small:.2} {}", self.unit),
            medium if medium < 100.0 => write!(formatter, "{medium:.1} {}", self.unit),
            large => write!(formatter, "{large:.0} {}", self.unit),
        }
    }
}

/// Everything one bench found.
#[derive(Debug)]
pub(crate) struct Table {
    /// The heading of its section.
    pub(crate) title: String,
    /// What was done, in one paragraph: workload, repetitions, statistic.
    pub(crate) method: String,
    /// What stands in the column of the other, such as `bare HMAC-SHA-1`.
    pub(crate) other: String,
    /// The comparisons.
    pub(crate) rows: Vec<Row>,
    /// What follows them: Markdown, mostly none.
    pub(crate) details: String,
}

impl Table {
    /// The section without its provenance.
    pub(crate) fn markdown(&self) -> String {
        let rows: String = self.rows.iter().map(Row::markdown).collect();
        format!(
            "## {}\n\n{}\n\n| what | ours | {} | ratio | goal |\n|---|--:|--:|--:|---|\n{rows}{}",
            self.title, self.method, self.other, self.details
        )
    }

    /// The rows that miss their goal, by name.
    pub(crate) fn missed(&self) -> Option<String> {
        let names: Vec<&str> = self.rows.iter().filter(|row| row.misses_goal()).map(|row| row.name.as_str()).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn table(ours: f64, goal: Option<f64>) -> Table {
        let milliseconds = |value| Amount { value, unit: "ms" };
        Table {
            title: "Codes".to_owned(),
            method: "Counted.".to_owned(),
            other: "bare".to_owned(),
            rows: vec![Row { name: "tick".to_owned(), ours: milliseconds(ours), against: milliseconds(10.0), goal }],
            details: String::new(),
        }
    }

    #[test]
    fn a_row_tells_the_ratio_and_whether_the_goal_is_met() {
        assert!(
            table(12.0, Some(1.5)).markdown().ends_with("| tick | 12.0 ms | 10.0 ms | 1.20 | at most 1.5: met |\n")
        );
        assert!(table(16.0, Some(1.5)).markdown().contains("| 1.60 | at most 1.5: **missed** |"));
        assert!(table(16.0, None).markdown().contains("| 1.60 | none |"));
    }

    #[test]
    fn a_missed_goal_is_named_and_a_broken_measurement_misses() {
        assert_eq!(table(12.0, Some(1.5)).missed(), None);
        assert_eq!(table(16.0, Some(1.5)).missed().as_deref(), Some("tick"));
        assert_eq!(table(f64::NAN, Some(1.5)).missed().as_deref(), Some("tick"));
    }
}
