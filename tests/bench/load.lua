-- What wrk asks, told by its environment: another Q each time ("fresh"), the same Q each time ("same"), or a path alone.

local kind, number = os.getenv("ASKS"), tonumber(os.getenv("FIRST") or "0")
local body = '{"source":"Q = 3a³ − b²","inputs":{"a":[2,3],"b":[6,%s]}}'

if kind == "path" then
  wrk.headers["If-None-Match"] = os.getenv("ETAG")
else
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.body = string.format(body, "4")
end
wrk.headers["Accept-Encoding"] = os.getenv("ENCODING")

if kind == "fresh" then
  request = function()
    number = number + 1
    return wrk.format(nil, nil, nil, string.format(body, number / 1024))
  end
end

function done(summary, latency)
  local failed = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"seconds":%f,"bytes":%d,"p50":%f,"p95":%f,"p99":%f,"failed":%d}\n',
    summary.requests, summary.duration / 1e6, summary.bytes,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3,
    failed.connect + failed.read + failed.write + failed.status + failed.timeout
  ))
end
