using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using RealtimeHub.TestKit.Processes;

namespace RealtimeHub.TestKit.Mail;

/// <summary>A real SMTP server, as a process of its own: the npm package smtp-server.</summary>
public sealed class MailServer : IAsyncDisposable
{
    private readonly OwnProcess _process;
    private readonly ConcurrentQueue<string> _output;
    private readonly Channel<ReceivedMail> _mails;

    private MailServer(OwnProcess process, ConcurrentQueue<string> output, Channel<ReceivedMail> mails) => (_process, _output, _mails) = (process, output, mails);

    /// <summary>What it says that happens, one JSON object each.</summary>
    public IEnumerable<JsonElement> Events => _output.Where(line => line.StartsWith('{')).Select(line => JsonElement.Parse(line));

    /// <summary>How often something has happened.</summary>
    public int CountOf(string what) => Events.Count(one => one.GetProperty("event").GetString() == what);

    public static async Task<MailServer> StartAsync(MailServerOptions options)
    {
        var (output, mails) = (new ConcurrentQueue<string>(), Channel.CreateUnbounded<ReceivedMail>());
        var script = Path.Combine(AppContext.BaseDirectory, "Mail", "mail-server.mjs");
        var process = OwnProcess.Start("node", [script, JsonSerializer.Serialize(options, JsonSerializerOptions.Web)], Hear, output.Enqueue);
        var server = new MailServer(process, output, mails);
        try
        {
            await process.ReadyAsync(() => Task.FromResult(server.CountOf("listens") > 0), () => string.Join('\n', output));
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        void Hear(string line)
        {
            output.Enqueue(line);
            if (line.StartsWith("""{"event":"mail",""", StringComparison.Ordinal)) mails.Writer.TryWrite(JsonSerializer.Deserialize<ReceivedMail>(line, JsonSerializerOptions.Web)!);
        }
    }

    /// <summary>The next mail that it has taken.</summary>
    public async Task<ReceivedMail> NextAsync() => await _mails.Reader.ReadAsync(Patience.Token);

    /// <summary>How many mails it has taken that nobody has looked at.</summary>
    public int Waiting => _mails.Reader.Count;

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}

/// <summary>What a mail server is like.</summary>
/// <param name="Port">Where it listens.</param>
/// <param name="Tls"><c>start</c>: TLS can be begun; <c>always</c>: nothing else is spoken; null: none.</param>
/// <param name="Key">The file with its private key.</param>
/// <param name="Certificate">The file with its certificate.</param>
/// <param name="User">Who may send; null for everybody.</param>
/// <param name="Password">By which it knows the user.</param>
/// <param name="Silent">Whether it takes connections and says nothing.</param>
public sealed record MailServerOptions(int Port, string? Tls = null, string? Key = null, string? Certificate = null, string? User = null, string? Password = null, bool Silent = false);

/// <summary>A mail as it came.</summary>
/// <param name="From">Of its envelope.</param>
/// <param name="To">Of its envelope.</param>
/// <param name="User">Who has logged in.</param>
/// <param name="Secure">Whether the connection was encrypted.</param>
/// <param name="Source">Its bytes.</param>
public sealed record ReceivedMail(string From, IReadOnlyList<string> To, string? User, bool Secure, byte[] Source)
{
    public string Text => Encoding.UTF8.GetString(Source);

    /// <summary>Its headers, each in one line.</summary>
    public IReadOnlyList<string> Headers => [.. Text[..Text.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Replace("\r\n ", " ", StringComparison.Ordinal).Replace("\r\n\t", " ", StringComparison.Ordinal).Split("\r\n")];
}
