//! Several statements sent as one text: what costs is the way to the database and back, not the statement.
//!
//! SQLite runs them one after the other and stops at the first that fails. `$1` is the same argument in all of them.

use std::fmt::Write;

use futures_util::TryStreamExt;
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AssertSqlSafe, Either, Executor};

use super::Statements;
use crate::Fault;

/// What came of one statement.
#[derive(Default)]
pub(super) struct Answer {
    pub(super) rows: Vec<AnyRow>,
    pub(super) changed: u64,
}

/// Statements of ours, with what begins the unit of work before them where it is not begun yet.
pub(super) struct Batch {
    text: String,
    opening: usize,
}

impl Batch {
    /// `statements` are separated by `;`, and hold no values.
    pub(super) fn new(db: &mut impl Statements, statements: &'static str) -> Self {
        Self::repeated(db, &[statements], 1)
    }

    /// `statements`, none of which holds a value, so many times over. Each time they have arguments of their own, as many
    /// as the highest that they name.
    pub(super) fn repeated(db: &mut impl Statements, statements: &[&'static str], times: usize) -> Self {
        let opening = db.opening();
        let mut text = opening.to_owned();
        let arguments = statements.iter().copied().map(highest).max().unwrap_or(0);
        for time in 0..times {
            for statement in statements {
                write_with_arguments_from(&mut text, statement, time.saturating_mul(arguments));
                text.push_str("; ");
            }
        }
        text.truncate(text.trim_end_matches("; ").len());
        Self { text, opening: opening.matches(';').count() }
    }

    /// To bind the arguments of all statements to.
    pub(super) fn query(&self) -> Query<'static, Any, AnyArguments> {
        sqlx::query(AssertSqlSafe(self.text.clone()))
    }

    /// Sends it; one answer a statement.
    pub(super) async fn send(
        self,
        db: &mut impl Statements,
        query: Query<'static, Any, AnyArguments>,
    ) -> Result<std::vec::IntoIter<Answer>, Fault> {
        let mut answers = Vec::new();
        let mut answer = Answer::default();
        let mut stream = db.connection()?.fetch_many(query);
        while let Some(part) = stream.try_next().await? {
            match part {
                Either::Right(row) => answer.rows.push(row),
                Either::Left(done) => {
                    answer.changed = done.rows_affected();
                    answers.push(std::mem::take(&mut answer));
                }
            }
        }
        drop(stream);
        db.opened();
        let mut answers = answers.into_iter();
        for _ in 0..self.opening {
            answers.next();
        }
        Ok(answers)
    }
}

/// The pieces of a statement between its arguments: each begins with the number of one, but for the first.
fn pieces(statement: &str) -> impl Iterator<Item = (Option<usize>, &str)> {
    statement.split('$').enumerate().map(|(place, piece)| {
        if place == 0 {
            return (None, piece);
        }
        let end = piece.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(piece.len());
        let (number, rest) = piece.split_at(end);
        (number.parse().ok(), rest)
    })
}

fn highest(statement: &str) -> usize {
    pieces(statement).filter_map(|(number, _)| number).max().unwrap_or(0)
}

fn write_with_arguments_from(text: &mut String, statement: &str, first: usize) {
    for (number, rest) in pieces(statement) {
        if let Some(number) = number {
            // Writing to a text does not fail.
            let _written = write!(text, "${}", number.saturating_add(first));
        }
        text.push_str(rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nowhere;

    impl Statements for Nowhere {
        fn connection(&mut self) -> Result<&mut sqlx::AnyConnection, Fault> {
            Err(Fault::NotCommitted)
        }

        fn opening(&mut self) -> &'static str {
            "BEGIN; "
        }
    }

    #[test]
    fn each_time_has_arguments_of_its_own() {
        let statements = ["UPDATE a SET b = $2 WHERE c = $1", "DELETE FROM d WHERE e = $12"];
        let batch = Batch::repeated(&mut Nowhere, &statements, 2);
        let expected = "BEGIN; UPDATE a SET b = $2 WHERE c = $1; DELETE FROM d WHERE e = $12; \
                        UPDATE a SET b = $14 WHERE c = $13; DELETE FROM d WHERE e = $24";
        assert_eq!((batch.text.as_str(), batch.opening), (expected, 1));
    }
}
