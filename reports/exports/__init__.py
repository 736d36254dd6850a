"""Files that offices exchange, made of what was found: workbook, report, PDF, open data, summaries, bus.gov.ru."""
