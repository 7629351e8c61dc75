//! What can be typed about callbacks.

use clap::Args;

/// `callboard push`
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Push {
    /// Listen here instead of where the settings say; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// The path that the vendor is given, instead of that of the settings
    #[arg(long, value_name = "PATH")]
    pub path: Option<String>,
    /// The company's id at the vendor's, instead of that of the settings
    #[arg(long, value_name = "ID")]
    pub company_id: Option<String>,
    /// The environment variable that holds the key of message forwarding
    #[arg(long, value_name = "NAME", conflicts_with = "app_key_file")]
    pub app_key_env: Option<String>,
    /// Or the file that holds it; only you may read that file
    #[arg(long, value_name = "FILE")]
    pub app_key_file: Option<String>,
    /// The certificate (PEM) for TLS
    #[arg(long, value_name = "FILE")]
    pub cert: Option<String>,
    /// Its private key, where that is in another file
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub key: Option<String>,
}
