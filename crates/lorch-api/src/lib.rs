//! The verbs: one router with its OpenAPI document, guards and the built UI
