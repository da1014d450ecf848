using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;

namespace FunctionalTests;

/// <summary>The real server as a process of its own, in Development, on a free port.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;

    private ServerProcess(Process process, Uri address, string read)
    {
        _process = process;
        _output = ReadOnAsync(process.StandardOutput, read);
        Http = new HttpClient { BaseAddress = address };
    }

    public HttpClient Http { get; }

    public Uri Hub => new(Http.BaseAddress!, HubNames.Path);

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public static Task<ServerProcess> StartAsync(params string[] arguments) => StartAsync([], arguments);

    /// <param name="environment">In addition to the environment of the test.</param>
    /// <param name="arguments">Of the command line.</param>
    public static async Task<ServerProcess> StartAsync(IEnumerable<(string Name, string Value)> environment, string[] arguments)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "RealtimeHub.Server.dll"), "--urls", "http://127.0.0.1:0", "--environment", "Development",
                "--RealtimeHub:Sources:HostMetrics:Enabled=false", .. arguments,
            ]) { RedirectStandardOutput = true, WorkingDirectory = Path.GetTempPath() };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = Process.Start(start)!;
        var read = "";
        while (await process.StandardOutput.ReadLineAsync(Patience.Token) is { } line)
        {
            read += line + "\n";
            if (ListensOn().Match(line) is { Success: true } address) return new ServerProcess(process, new Uri(address.Groups[1].Value), read);
        }

        throw new InvalidOperationException($"The server ended before it listened:\n{read}");
    }

    /// <param name="name">Without SIG, such as <c>TERM</c>.</param>
    public void Signal(string name)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{name} {_process.Id} 2> /dev/null"]);
        kill.WaitForExit();
    }

    /// <summary>Waits until load balancers are told; the server still answers then.</summary>
    public async Task IsNotReadyAsync()
    {
        while ((await Http.GetAsync(new Uri("health/ready", UriKind.Relative), Patience.Token)).StatusCode != HttpStatusCode.ServiceUnavailable)
        {
        }
    }

    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync(Patience.Token);
        return _process.ExitCode;
    }

    /// <summary>All that it printed, when it has ended.</summary>
    public Task<string> OutputAsync() => _output.WaitAsync(Patience.Token);

    public void Dispose()
    {
        Http.Dispose();
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private static async Task<string> ReadOnAsync(StreamReader output, string read) => read + await output.ReadToEndAsync();

    [GeneratedRegex(@"listens on (http://[^\s,]+)")]
    private static partial Regex ListensOn();
}
