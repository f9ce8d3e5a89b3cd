//! `cargo xtask torture`: long campaigns that try to break what tests only touch.

use crate::{
    arguments::{Arguments, Task},
    console,
    failure::Failure,
};

/// The task.
pub(crate) const TASK: Task = Task {
    name: "torture",
    about: "Run long campaigns that try to break what the tests only touch",
    details: "
Runs every campaign, or the one named.

  --list       name the campaigns",
    flags: &["--list"],
    options: &[],
    operand: Some("CAMPAIGN"),
    passes_rest: false,
    run,
};

/// One campaign: it builds what it needs, says what it does, and fails with what it broke.
struct Campaign {
    name: &'static str,
    about: &'static str,
    run: fn() -> Result<(), Failure>,
}

/// Every campaign. A new one is a line here.
const CAMPAIGNS: &[Campaign] = &[];

fn run(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.has("--list") {
        CAMPAIGNS.iter().for_each(|campaign| println!("{:<10} {}", campaign.name, campaign.about));
        return Ok(());
    }
    let name = arguments.operand.as_deref();
    let found: Vec<_> = CAMPAIGNS.iter().filter(|campaign| name.is_none_or(|name| name == campaign.name)).collect();
    if found.is_empty() {
        let what =
            name.map_or_else(|| "there is no campaign yet".to_owned(), |name| format!("there is no campaign `{name}`"));
        return Err(Failure::usage(what, "cargo xtask torture --list names them"));
    }
    for campaign in found {
        console::heading(&format!("torture {}: {}", campaign.name, campaign.about));
        (campaign.run)()?;
    }
    Ok(())
}
