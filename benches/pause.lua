-- A request, then a pause of 100 ms, as a monitor sends it.
function delay()
    return 100
end
