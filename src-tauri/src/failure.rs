//! Every error of the crates below, as the window shows it.

use crate::api::ErrorView;

macro_rules! shown_as_they_are {
    ($($error:ty),+ $(,)?) => {$(
        impl From<$error> for ErrorView {
            fn from(error: $error) -> Self {
                Self { code: error.code().into(), message: error.to_string(), hint: error.hint().into() }
            }
        }
    )+};
}
