"""The scene 智慧社区, Smart community."""
