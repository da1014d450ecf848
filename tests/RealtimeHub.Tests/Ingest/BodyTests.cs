using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using RealtimeHub.Ingest.Http;
using Xunit;

namespace RealtimeHub.Tests.Ingest;

public sealed class BodyTests
{
    [Fact]
    public async Task A_body_of_exactly_the_limit_is_read() => Assert.Equal(10, (await ReadAsync(bytes: 10, limit: 10)).Bytes.Length);

    [Fact]
    public async Task A_larger_body_is_refused() => Assert.NotNull((await ReadAsync(bytes: 11, limit: 10)).Refusal);

    [Fact]
    public async Task An_announced_length_beyond_the_limit_is_refused_unread() =>
        Assert.NotNull((await ReadAsync(bytes: 0, limit: 10, announced: 11)).Refusal);

    [Fact]
    public async Task An_endless_body_is_refused_as_soon_as_it_is_too_large()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(new byte[11], TestContext.Current.CancellationToken);
        var http = new DefaultHttpContext();
        http.Features.Set<IRequestBodyPipeFeature>(new PipedBody(pipe.Reader));

        Assert.NotNull((await Body.ReadAsync(http, 10)).Refusal);
    }

    private static async Task<Body> ReadAsync(int bytes, int limit, long? announced = null)
    {
        var http = new DefaultHttpContext();
        http.Request.Body = new MemoryStream(new byte[bytes]);
        http.Request.ContentLength = announced;
        return await Body.ReadAsync(http, limit);
    }

    private sealed class PipedBody(PipeReader reader) : IRequestBodyPipeFeature
    {
        public PipeReader Reader => reader;
    }
}
