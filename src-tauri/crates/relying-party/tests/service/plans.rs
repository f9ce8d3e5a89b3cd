//! How the database looks for what belongs to one user: by that user, however many others there are.

use std::fs;
use std::path::Path;

use relying_party::{Database, Location};
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Row};

#[tokio::test]
async fn what_is_one_users_is_never_looked_for_among_everybodys() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plans.sqlite");
    Database::open(&Location::File(file.clone())).await.unwrap();
    let mut db = AnyConnection::connect(&format!("sqlite:{}", file.display())).await.unwrap();
    let statements = statements();
    assert!(statements.len() > 30, "only {} statements of one user were found", statements.len());
    let mut wide = Vec::new();
    for statement in statements {
        let plan = plan(&mut db, &statement).await;
        wide.extend(plan.into_iter().filter(|step| !narrow(step)).map(|step| format!("{statement}\n    {step}")));
    }
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}

/// The steps of the plan that reach into a table.
async fn plan(db: &mut AnyConnection, statement: &str) -> Vec<String> {
    let rows = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"))).fetch_all(db).await.unwrap();
    let steps = rows.iter().map(|row| row.get::<String, _>("detail"));
    steps.filter(|step| step.starts_with("SEARCH") || step.starts_with("SCAN")).collect()
}

/// Whether it reaches only for what is the user's, or for one row.
fn narrow(step: &str) -> bool {
    ["user_id=?", " id=?", "(id=?", "token_hash=?", "journal_id=?", "rowid=?"]
        .iter()
        .any(|column| step.contains(column))
}

/// Every statement of the program that names a user.
fn statements() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/database");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let files = files.map(|file| fs::read_to_string(file).unwrap());
    let texts: Vec<String> = files.flat_map(|file| literals(&file)).collect();
    let statements = texts.iter().flat_map(|text| text.split(';')).map(|statement| statement.trim().to_owned());
    let reads = |statement: &String| ["SELECT ", "UPDATE ", "DELETE "].iter().any(|verb| statement.starts_with(verb));
    statements.filter(reads).filter(|statement| statement.contains("user_id = $")).collect()
}

/// The texts between quotes, their lines put together.
fn literals(file: &str) -> Vec<String> {
    let code: Vec<&str> = file.lines().map(str::trim).filter(|line| !line.starts_with("//")).collect();
    let code = code.join("\n").replace("\\\n", "");
    code.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}
