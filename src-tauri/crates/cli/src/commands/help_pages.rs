//! `completions` and `man`.

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use crate::arguments::{Arguments, EXAMPLES};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Console;

pub(crate) fn completions(shell: Shell, console: Console) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "countersign", &mut script);
    console.bytes(&script)?;
    Ok(Exit::Done)
}

pub(crate) fn manual(command: Option<&str>, console: Console) -> Result<Exit, Failure> {
    let mut whole = Arguments::command();
    whole.build();
    let page = match command {
        None => whole,
        Some(name) => page_of(&whole, name)?,
    };
    let roff = render(page, command.is_none());
    let roff = roff.map_err(|error| Failure::new("manual-failed", error.to_string(), "use `countersign help`"))?;
    console.bytes(&roff)?;
    Ok(Exit::Done)
}

fn page_of(whole: &Command, name: &str) -> Result<Command, Failure> {
    whole.find_subcommand(name).cloned().ok_or_else(|| {
        Failure::new("manual-no-command", format!("there is no command \"{name}\""), "see `countersign help`")
            .with_exit(Exit::Usage)
    })
}

fn render(page: Command, is_whole: bool) -> std::io::Result<Vec<u8>> {
    let man = Man::new(page).manual("Countersign");
    let mut roff = Vec::new();
    man.render_title(&mut roff)?;
    man.render_name_section(&mut roff)?;
    man.render_synopsis_section(&mut roff)?;
    man.render_description_section(&mut roff)?;
    man.render_options_section(&mut roff)?;
    if is_whole {
        man.render_subcommands_section(&mut roff)?;
    }
    roff.extend(exit_status().into_bytes());
    if is_whole {
        roff.extend(examples().into_bytes());
    }
    Ok(roff)
}

fn exit_status() -> String {
    let entry = |exit: &Exit| format!(".TP\n\\fB{}\\fR\n{}\n", exit.number(), plain(exit.meaning()));
    format!(".SH \"EXIT STATUS\"\n{}", Exit::ALL.iter().map(entry).collect::<String>())
}

fn examples() -> String {
    format!(".SH EXAMPLES\n.nf\n{}\n.fi\n", plain(EXAMPLES))
}

/// No line of ours begins with a dot; what is left for roff are backslashes and hyphens that are meant as minus.
fn plain(text: &str) -> String {
    text.replace('\\', "\\e").replace('-', "\\-")
}
