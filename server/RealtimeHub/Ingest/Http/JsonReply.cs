using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RealtimeHub.Contracts;

namespace RealtimeHub.Ingest.Http;

/// <summary>
/// A small answer as JSON. It is made before it is sent, so its length goes in front: the framework's own results write as they
/// go, in chunks, which costs as much as the append that is answered. What the application says about its own JSON does not change it.
/// </summary>
internal sealed class JsonReply<T>(T value) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, WireJson.Options);
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        httpContext.Response.ContentLength = json.Length;
        await httpContext.Response.BodyWriter.WriteAsync(json);
    }
}
