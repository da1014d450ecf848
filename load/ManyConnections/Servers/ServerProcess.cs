using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RealtimeHub.Load.Servers;

/// <summary>A server that was started for one run and ends with it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly LastLines _output = new(20);
    private readonly CancellationTokenSource _ended = new();

    private ServerProcess(Process process, IPEndPoint endPoint, string apiKey)
    {
        (_process, EndPoint, ApiKey) = (process, endPoint, apiKey);
        process.OutputDataReceived += (_, line) => _output.Add(line.Data);
        process.ErrorDataReceived += (_, line) => _output.Add(line.Data);
        process.Exited += (_, _) => _ended.Cancel();
        process.EnableRaisingEvents = true;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Usage = new ServerUsage(process.Id);
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>What a publisher shows. Made for this run; it protects nothing.</summary>
    public string ApiKey { get; }

    public ServerUsage Usage { get; }

    /// <summary>Its last lines of output, when it printed any.</summary>
    public string Output => _output.ToString();

    /// <summary>Cancelled when the process has ended.</summary>
    public CancellationToken Ended => _ended.Token;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"process {_process.Id} at {EndPoint}");

    public static async Task<ServerProcess> StartAsync(
        ServerKind kind, IReadOnlyDictionary<string, string> settings, Pinning pinning, CancellationToken stop)
    {
        var endPoint = FreeEndPoint();
        var apiKey = Guid.NewGuid().ToString("N");
        var process = Process.Start(StartInfo(kind, settings, pinning, endPoint, apiKey)) ?? throw new LoadException("the server could not be started");
        var server = new ServerProcess(process, endPoint, apiKey);
        try
        {
            await server.WaitUntilReadyAsync(stop);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // Nothing of it is kept: there is no state to be saved by a slow, clean end.
            _process.Kill();
            await _process.WaitForExitAsync().WaitAsync(StopLimit, TimeProvider.System);
        }

        _process.Dispose();
    }

    private static ProcessStartInfo StartInfo(
        ServerKind kind, IReadOnlyDictionary<string, string> settings, Pinning pinning, IPEndPoint endPoint, string apiKey)
    {
        var folder = Path.Combine(Repository.Root, ServerKinds.FolderOf(kind));
        var program = Path.Combine(folder, "bin", "Release", "net10.0", $"{Path.GetFileName(folder)}.dll");
        if (!File.Exists(program)) throw new LoadException($"{program} is not built");
        string[] command = [.. pinning.ServerPrefix, "dotnet", program, "--urls", $"http://{endPoint}"];
        var info = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        pinning.RemoveClientSettings(info.Environment);
        foreach (var (name, value) in ServerKinds.EnvironmentOf(kind, settings, apiKey)) info.Environment[name] = value;
        return info;
    }

    private async Task WaitUntilReadyAsync(CancellationToken stop)
    {
        using var http = new HttpClient();
        var clock = Stopwatch.StartNew();
        while (!await AnswersAsync(http, stop))
        {
            if (_process.HasExited) throw new LoadException($"the server ended with code {_process.ExitCode}:\n{_output}");
            if (clock.Elapsed > StartLimit) throw new LoadException($"the server does not answer after {StartLimit.TotalSeconds:0} s:\n{_output}");
            await Task.Delay(Pause, TimeProvider.System, stop);
        }
    }

    private async Task<bool> AnswersAsync(HttpClient http, CancellationToken stop)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://{EndPoint}/health/ready"), stop);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static IPEndPoint FreeEndPoint()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }
}
