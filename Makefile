# Everything is started from here; each target is one script in scripts/.
.PHONY: help run demo test dev check e2e torture bench package release-check

help: ## show this list
	@sed -n 's/^\([a-z0-9-]*\):.*## /  make \1\t/p' Makefile | expand -t 24

run: ## build and open Lorch (without a display: serve it to the browser)
	@scripts/run.sh

demo: ## look around in a made-up year; nothing of it stays
	@scripts/demo.sh

test: ## set up and run everything that has to pass
	@scripts/test.sh

dev: ## the core on port 4747 with Vite in front, reloading as you edit
	@scripts/dev.sh

check: ## format, lints, types and unit tests: before each commit
	@scripts/check.sh

e2e: ## the window and Chromium, end to end
	@scripts/e2e.sh

torture: ## kills, failing disks, four processes at once: nothing acknowledged is lost
	@scripts/torture.sh

bench: ## figures from a release build
	@scripts/bench.sh

package: ## .deb and .rpm with lorch and lorch-desktop
	@scripts/package.sh

release-check: ## the long ones: packages installed into a fresh root, then the figures
	@scripts/release-check.sh
