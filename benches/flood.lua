-- A denial report from another address each time, without a pause, which a server behind a proxy takes.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local codes = { "76377", "99213", "20610", "27447", "93458", "71260" }
local made = 0

function request()
    made = made + 1
    wrk.headers["X-Forwarded-For"] = string.format("10.%d.%d.%d", math.floor(made / 65536) % 256, math.floor(made / 256) % 256, made % 256)
    return wrk.format(nil, "/v1/denial-reports", nil, string.format(
        [[{"hcpcs": "%s", "payer": "medicare", "group": "CO", "carc": "97", "service_month": "2025-01"}]], codes[made % #codes + 1]))
end

