using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RealtimeHub.TestKit;

namespace FunctionalTests.Tasks.Webhooks;

/// <summary>Somebody else's server, a real Kestrel, that gets webhooks. It answers as it is told, one answer after the other, and then with 204.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _answers = new();
    private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();

    private Receiver(int port, UnsignedCertificate? certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            if (certificate is not null) listen.UseHttps(X509Certificate2.CreateFromPemFile(certificate.Certificate, certificate.Key));
        }));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public int Port { get; private set; }

    public string Url => $"http://127.0.0.1:{Port}/hook?x=1";

    /// <summary>How many calls have come that nobody has looked at.</summary>
    public int Waiting => _calls.Reader.Count;

    /// <param name="port">Where it listens; zero for any.</param>
    /// <param name="certificate">What it shows when it speaks TLS.</param>
    public static async Task<Receiver> StartAsync(int port = 0, UnsignedCertificate? certificate = null)
    {
        var receiver = new Receiver(port, certificate);
        await receiver._app.StartAsync();
        receiver.Port = new Uri(receiver._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
        return receiver;
    }

    /// <summary>The next call that has no answer yet gets this one.</summary>
    public Receiver Then(Func<HttpContext, Task> answer)
    {
        _answers.Enqueue(answer);
        return this;
    }

    public Receiver Then(int status, string text = "", params (string Name, string Value)[] headers) => Then(async http =>
    {
        http.Response.StatusCode = status;
        foreach (var (name, value) in headers) http.Response.Headers[name] = value;
        await http.Response.WriteAsync(text);
    });

    /// <summary>The connection breaks instead of an answer.</summary>
    public Receiver ThenBreak() => Then(http =>
    {
        http.Abort();
        return Task.CompletedTask;
    });

    public async Task<Call> NextAsync() => await _calls.Reader.ReadAsync(Patience.Token);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var headers = http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        _calls.Writer.TryWrite(new Call($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}", headers, Encoding.UTF8.GetString(body.ToArray()), http.Connection.Id, http.Connection.RemoteIpAddress!));
        if (_answers.TryDequeue(out var answer)) await answer(http);
        else http.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}

/// <summary>One call as it came.</summary>
internal sealed record Call(string Request, IReadOnlyDictionary<string, string> Headers, string Body, string Connection, IPAddress From);
