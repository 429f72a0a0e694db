"""Classification, hot topics, forecasts and the daily brief."""
