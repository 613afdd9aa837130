-- Pages and look-ups as billers and their programs ask for them, compressed.
local paths = {
    "/", "/?q=mri+brain&zip=94110", "/codes/99213?zip=94110", "/codes/76377?zip=10001&mod=26", "/codes/20610?charge=150",
    "/claim?lines=99213%0A20610&zip=94110", "/toolkit", "/remittance", "/assets/style.css", "/v1/codes/99213",
    "/v1/codes/99213/edits", "/v1/codes?q=knee+injection", "/v1/codes/27447/history", "/v1/codes/76377/denials",
    "/v1/codes/93458/tips", "/v1/releases", "/v1/localities/01112-05", "/v1/zips/94110", "/openapi.json", "/metrics",
}
wrk.headers["Accept-Encoding"] = "br, gzip"
local made = 0

function request()
    made = made + 1
    return wrk.format("GET", paths[made % #paths + 1])
end

function delay()
    return 10
end
