//! Several statements sent as one text: what costs is the way to the database and back, not the statement.
//!
//! SQLite runs them one after the other and stops at the first that fails. `$1` is the same argument in all of them. A
//! database that takes one statement at a time gets the same statements one by one.

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
        let opening = db.opening();
        Self { text: format!("{opening}{statements}"), opening: opening.matches(';').count() }
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
