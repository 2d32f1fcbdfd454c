//! What Lorch does by itself: schedule, refresh, commit
