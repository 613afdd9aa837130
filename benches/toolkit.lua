-- Toolkits of fifty codes, the most that a request may have. Each request asks for another set, so that the server makes nearly every one of them anew.
local codes = {
    "10005", "10060", "11042", "11102", "11103", "11721", "12001", "17000", "17003", "17110", "17311", "19083", "20550",
    "20553", "20605", "20610", "20611", "22551", "22612", "27096", "27130", "27447", "29881", "31231", "31575", "31622",
    "33208", "33361", "36415", "36556", "36901", "43235", "43239", "45378", "45380", "45385", "47562", "49083", "50590",
    "52000", "52281", "52332", "58100", "62321", "62323", "63047", "64415", "64483", "64490", "64493", "64635", "66821",
    "66984", "67028", "69210", "70450", "70553", "71046", "71260", "71275", "72148", "74177", "76377", "76536",
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
    local step = made % 2 * 2 + 1 -- 1 or 3: both visit every code once
    for number = 0, 49 do
        chosen[number + 1] = codes[(first + number * step) % #codes + 1]
    end
    return wrk.format("GET", "/v1/toolkit.xlsx?codes=" .. table.concat(chosen, ",") .. "&locality=" .. places[math.random(#places)]
        .. string.format("&date=2025-%02d-%02d", math.random(12), math.random(28)))
end
