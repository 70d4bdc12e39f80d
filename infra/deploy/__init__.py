"""Deploys the survey to an AWS account: `python -m deploy plan|up|down ENV`, from this folder's parent. See infra/README.md."""
