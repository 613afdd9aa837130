-- The denial reports of flood.lua, ten times a second.
dofile("benches/flood.lua")

function delay()
    return 100
end
