//! The one door to the network: HTTP client, address rules, connectors
