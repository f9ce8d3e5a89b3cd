//! Holds `ui/src/lib/api/types.ts` to the types of this module.
//!
//! `COUNTERSIGN_WRITE_TYPES=1 cargo test --lib typescript` writes it anew.

use ts_rs::{Config, TS};

use super::*;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/lib/api/types.ts");
const HEAD: &str = "// Made from src-tauri/src/api.rs and api/ by their test. Do not edit: COUNTERSIGN_WRITE_TYPES=1 cargo test --lib typescript\n";

macro_rules! declarations {
    ($($type:ty),+ $(,)?) => { [$(declaration(&<$type>::export_to_string(&Config::default()).unwrap())),+] };
}

/// Without the head and the imports that a file of its own would have.
fn declaration(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with("// ") && !line.starts_with("import type "));
    lines.map(|line| format!("{}\n", line.trim_end())).collect::<String>().trim().to_owned() + "\n"
}

#[test]
fn typescript_knows_the_same_types() {
    let declarations = declarations![
        ErrorView,
        WarningView,
        StoreState,
        Kind,
        AccountView,
        AccountsView,
        CodeView,
        BootView,
        Which,
        CopiedView,
        DuplicateView,
        DraftItemView,
        DraftProblemView,
        BatchView,
        PlaceView,
        DraftPictureView,
        DraftView,
        TypedAccount,
        SecretCheckView,
        Pick,
        RefusedView,
        AddedView,
        EditAccountRequest,
        RevealView,
        DamagedTextView,
        Theme,
        SettingsView,
        ChangeSettingsRequest,
        BackupsState,
        NewestBackupView,
        BackupsView,
        BackupFolderView,
        BackupSecretRequest,
        PreparedBackupsView,
        ChangedBackupsView,
        BackupOpens,
        BackupView,
        BackupRecordView,
        BackupDifferenceView,
        NotPutBackView,
        PutBackView,
        OpenedImportView,
        ImportView,
        ImportOutcome,
        ImportRowView,
        LastImportView,
        UndoneImportView,
        ExportRequest,
        ExportedView,
        StorePlaceView,
        MoveView,
        FilePlaceView,
        FileSecretRequest,
        PreparedFileView,
        GenerationView,
        LockStateView,
        LockView,
        LockSecretRequest,
        LockPasswordRequest,
        PreparedLockView,
        LockChangedView,
        LockCodeChangedView,
        RelyingPartyProfile,
        StartRelyingPartyRequest,
        RelyingPartyState,
        WalkStep,
        DoneStep,
        WalkView,
        RelyingPartyView,
        RelyingPartyText,
        RelyingPartyPages,
        PartyDevice,
        PartySession,
        PartyBackupCodes,
        PartySecondFactor,
        PartyUser,
        PartyEntry,
        PartyReason,
        PartyMessage,
        PartyNews,
        PartyUserAction,
        RejectionsView,
        RejectionView,
        TypedCase,
        TypedCode,
        KnownSince,
        CaseView,
        CaseOrigin,
        CaseName,
        NamePart,
        CauseView,
        MemberView,
        QuestionView,
        EvidenceView,
        TimelineView,
        WindowView,
        WhatIfRequest,
        WhatIfView,
        BundleView,
        ReproductionView,
        DifferenceView,
        ReplayedStepView,
    ];
    let expected = format!("{HEAD}\n{}", declarations.join("\n"));
    if std::env::var_os("COUNTERSIGN_WRITE_TYPES").is_some() {
        std::fs::write(FILE, &expected).unwrap();
    }
    let there = std::fs::read_to_string(FILE).unwrap().replace("\r\n", "\n");
    assert!(there == expected, "{FILE} is out of date: COUNTERSIGN_WRITE_TYPES=1 cargo test --lib typescript");
}
