-- Toolkits of twelve codes. Each request asks for another set, so that the server makes nearly every one of them anew.
local codes = {
    "76377", "70553", "99213", "99214", "20610", "27447", "93458", "43239", "17000", "17003", "64483", "72148",
    "71046", "93000", "97110", "36415", "G0439", "99215", "93306", "45385", "11042", "66984", "99232", "90837",
}
local places = { "01112-05", "13202-01", "03102-00", "10112-00", "09102-04" }
local made = 0

function init()
    math.randomseed(os.time() + tonumber(tostring({}):sub(8), 16) % 100000)
end

function request()
    made = made + 1
    local chosen = {}
    local first = math.random(#codes)
    for number = 0, 11 do
        chosen[number + 1] = codes[(first + number * (made % 2 + 1)) % #codes + 1]
    end
    return wrk.format("GET", "/v1/toolkit.xlsx?codes=" .. table.concat(chosen, ",") .. "&locality=" .. places[math.random(#places)]
        .. string.format("&date=2025-%02d-%02d", math.random(12), math.random(28)))
end
