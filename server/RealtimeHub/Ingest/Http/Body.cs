using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using RealtimeHub.Contracts;

namespace RealtimeHub.Ingest.Http;

/// <summary>A whole request body, or why it cannot be had.</summary>
internal readonly record struct Body(byte[] Bytes, IResult? Refusal)
{
    /// <summary>Reads a body that must not be larger than <paramref name="limit"/>; no more than that is ever held.</summary>
    public static async ValueTask<Body> ReadAsync(HttpContext http, int limit)
    {
        // Our limit counts, and not the one of the web server, which may be smaller.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        try
        {
            return await ReadToEndAsync(http.Request, limit, http.RequestAborted) is { } bytes
                ? new Body(bytes, null)
                : Refused($"the body is larger than {limit} bytes", StatusCodes.Status413PayloadTooLarge);
        }
        catch (BadHttpRequestException e)
        {
            return Refused($"the body could not be read: {e.Message}", e.StatusCode);
        }
        catch (IOException e) when (e.InnerException is OverflowException)
        {
            // What Kestrel says to the length of a chunk that is too long for a number.
            return Refused($"the body could not be read: {e.Message}", StatusCodes.Status400BadRequest);
        }
    }

    private static Body Refused(string reason, int status) => new([], Problems.For(ErrorCode.BadRequest, reason, status));

    private static async ValueTask<byte[]?> ReadToEndAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit) return null;
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > limit)
            {
                reader.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
