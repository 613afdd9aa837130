-- One line, as a practice-management system sends it.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = [[{"date_of_service": "2025-01-15", "place_of_service": "11", "locality": "01112-05",
  "lines": [{"id": "1", "hcpcs": "76377", "modifiers": ["26"], "units": 1}]}]]
