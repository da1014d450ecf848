using System.IO.Pipelines;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace RealtimeHub.Micro.Support;

/// <summary>A web server without a network: it hands requests to its application and looks at the status of the answer, no more.</summary>
internal sealed class HandedRequests : IServer
{
    private Func<IFeatureCollection, Task> _run = _ => throw new InvalidOperationException("The application has not been started.");

    public IFeatureCollection Features { get; } = new FeatureCollection();

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _run = async features =>
        {
            var context = application.CreateContext(features);
            await application.ProcessRequestAsync(context);
            application.DisposeContext(context, null);
        };
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Posts JSON. Anything but 200 is an error.</summary>
    public async Task PostAsync(string path, string key, ReadOnlyMemory<byte> json)
    {
        var response = new HttpResponseFeature();
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = HttpMethods.Post, Path = path, Protocol = HttpProtocol.Http11, Scheme = "http", Headers = HeadersOf(key, json.Length),
        });
        features.Set<IRequestBodyPipeFeature>(new Content(PipeReader.Create(new(json))));
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        await _run(features);
        if (response.StatusCode != StatusCodes.Status200OK) throw new InvalidOperationException($"The answer is {response.StatusCode}.");
    }

    public void Dispose()
    {
    }

    private static HeaderDictionary HeadersOf(string key, int length) => new()
    {
        ["Host"] = "localhost",
        ["X-API-Key"] = key,
        ["Content-Type"] = "application/json",
        ["Content-Length"] = new StringValues(length.ToString(null as IFormatProvider)),
    };

    private sealed record Content(PipeReader Reader) : IRequestBodyPipeFeature;
}
