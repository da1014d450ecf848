using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace RealtimeHub.Ingest.Http;

/// <summary>Reads a whole request body that must not be larger than a limit.</summary>
internal static class Body
{
    /// <returns>The bytes, or null when there are more than <paramref name="limit"/>. No more than that is ever held.</returns>
    public static async ValueTask<byte[]?> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
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
