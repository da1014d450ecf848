using System.Text;
using SecurityTests.Support;

namespace SecurityTests.Threats;

/// <summary>Requests that two servers would read as different ones, so that the second hides in the first.</summary>
public sealed class SmugglingTests(Neighbourhood neighbourhood)
{
    private const string Topic = "open:smuggled";

    /// <summary>How it ends is told, or the head; then what stands in the body.</summary>
    private static readonly Dictionary<string, string> Requests = new()
    {
        ["a length and chunks"] = Head("Content-Length: 6", "Transfer-Encoding: chunked") + "0\r\n\r\n",
        ["chunks and a length"] = Head("Transfer-Encoding: chunked", "Content-Length: 6") + "0\r\n\r\n",
        ["two lengths"] = Head("Content-Length: 1", "Content-Length: 2") + "12",
        ["two lengths in one header"] = Head("Content-Length: 1, 2") + "12",
        ["a length below nothing"] = Head("Content-Length: -1") + "1",
        ["a length in another base"] = Head("Content-Length: 0x1") + "1",
        ["a length that is too long for a number"] = Head("Content-Length: 99999999999999999999") + "1",
        ["an unknown transfer encoding"] = Head("Transfer-Encoding: xchunked") + "1\r\n1\r\n0\r\n\r\n",
        ["chunks that are not the last encoding"] = Head("Transfer-Encoding: chunked, identity") + "1\r\n1\r\n0\r\n\r\n",
        ["a transfer encoding in an old line"] = Head("Transfer-Encoding:\r\n chunked") + "1\r\n1\r\n0\r\n\r\n",
        ["a header that goes on in the next line"] = Head("X-Folded: a\r\n b", "Content-Length: 1") + "1",
        ["a space before the colon"] = Head("Transfer-Encoding : chunked") + "1\r\n1\r\n0\r\n\r\n",
        ["a tab before the colon"] = Head("Content-Length\t: 1") + "1",
        ["a transfer encoding with a vertical tab"] = Head("Transfer-Encoding: \u000bchunked") + "1\r\n1\r\n0\r\n\r\n",
        ["a NUL in a header"] = Head("X-Nul: a\0b", "Content-Length: 1") + "1",
        ["a line that ends with CR alone"] = Head("X-Bare: a\rContent-Length: 1") + "1",
        ["a header without a name"] = Head(": x", "Content-Length: 1") + "1",
        ["a header without a colon"] = Head("Content-Length 1") + "1",
        ["two hosts"] = Head("Host: other", "Content-Length: 1") + "1",
        ["no host"] = Head("Content-Length: 1").Replace("Host: localhost\r\n", "", StringComparison.Ordinal) + "1",
        ["a chunk extension that ends with LF alone"] = Chunked("1;a\n1\r\n0\r\n\r\n"),
        ["a chunk extension with CR in it"] = Chunked("1;a\rb\r\n1\r\n0\r\n\r\n"),
        ["a chunk that ends with LF alone"] = Chunked("1\n1\r\n0\r\n\r\n"),
        ["a chunk with a sign"] = Chunked("+1\r\n1\r\n0\r\n\r\n"),
        ["a chunk in another base"] = Chunked("0x1\r\n1\r\n0\r\n\r\n"),
        ["a chunk below nothing"] = Chunked("-1\r\n1\r\n0\r\n\r\n"),
        ["a chunk that is too long for a number"] = Chunked("FFFFFFFFFFFFFFFF1\r\n1\r\n0\r\n\r\n"),
        ["a chunk that is longer than it says"] = Chunked("1\r\n12\r\n0\r\n\r\n"),
        ["a chunk without a length"] = Chunked("\r\n1\r\n0\r\n\r\n"),
        ["a space before a length"] = Chunked(" 1\r\n1\r\n0\r\n\r\n"),
        ["a version that there is not"] = "GET /health/live HTTP/1.2\r\nHost: localhost\r\n\r\n",
        ["a version of the past"] = "GET /health/live\r\n\r\n",
    };

    [Fact]
    public async Task T33_What_could_be_read_in_two_ways_is_refused_and_its_connection_closed()
    {
        // What hides in the first request would be a good one.
        var hidden = $"POST /v1/topics/{Topic}/events HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {Neighbourhood.Key}\r\nConnection: close\r\nContent-Length: 3\r\n\r\n\"!\"";
        await neighbourhood.WhileAsync(async () =>
        {
            var taken = new List<string>();
            foreach (var (name, request) in Requests)
            {
                using var connection = await RawConnection.OpenAsync(neighbourhood.Server.Address);
                await connection.SendAsync(request + hidden);
                var answer = await connection.ReadToEndAsync();
                if (RawConnection.StatusOf(answer) is < 400 or 500 or > 505 || answer.Split("HTTP/1.1 ").Length != 2) taken.Add($"{name}: {answer}");
            }

            Assert.Empty(taken);
        });
        Assert.Equal(1, (await neighbourhood.Server.PublishAsync(Topic, 1)).Offset);
    }

    [Fact]
    public Task T34_Without_TLS_there_is_no_HTTP_2_to_flood() => neighbourhood.WhileAsync(async () =>
    {
        byte[][] openings =
        [
            // The settings, and then streams that are reset at once, or a head that goes on and on.
            [0, 0, 0, 4, 0, 0, 0, 0, 0, .. Enumerable.Range(0, 1_000).SelectMany(n => (byte[])[0, 0, 1, 1, 4, 0, 0, (byte)(n >> 7), (byte)((n * 2) + 1), 0x82, 0, 0, 4, 3, 0, 0, 0, (byte)(n >> 7), (byte)((n * 2) + 1), 0, 0, 0, 8])],
            [0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0x82, .. Enumerable.Repeat<byte[]>([0, 0, 1, 9, 0, 0, 0, 0, 1, 0x82], 10_000).SelectMany(frame => frame)],
        ];
        foreach (var opening in openings)
        {
            using var connection = await RawConnection.OpenAsync(neighbourhood.Server.Address);
            await connection.SendAsync((byte[])[.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. opening]);
            Assert.DoesNotContain("HTTP/1.1 2", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        }

        // An upgrade to it is passed over.
        var upgrade = RawConnection.Request(neighbourhood.Server.Address, "GET /health/live", "Connection: Upgrade, HTTP2-Settings, close", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__");
        Assert.Equal(200, await RawConnection.AskAsync(neighbourhood.Server.Address, upgrade));
    });

    private static string Head(params string[] headers) =>
        new StringBuilder($"POST /v1/topics/open:first/events HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {Neighbourhood.Key}\r\n").AppendJoin("", headers.Select(header => header + "\r\n")).Append("\r\n").ToString();

    private static string Chunked(string body) => Head("Transfer-Encoding: chunked") + body;
}
