"""The pages of goals 目标: plans and indicators, projects, matters under supervision."""
