using System.Diagnostics;

namespace RealtimeHub.Load.Targets;

/// <summary>The process of a server that was started for one run and ends with it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly LastLines _output = new(20);
    private readonly CancellationTokenSource _ended = new();

    private ServerProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => _output.Add(line.Data);
        process.ErrorDataReceived += (_, line) => _output.Add(line.Data);
        process.Exited += (_, _) => _ended.Cancel();
        process.EnableRaisingEvents = true;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Its last lines of output.</summary>
    public string Output => _output.ToString();

    /// <summary>Cancelled when the process has ended.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Starts it on the core that is for servers, and returns when it answers.</summary>
    /// <exception cref="LoadException">It does not.</exception>
    public static async Task<ServerProcess> StartAsync(ServerCommand command, Pinning pinning, CancellationToken stop)
    {
        var process = Process.Start(StartInfo(command, pinning)) ?? throw new LoadException("the server could not be started");
        var server = new ServerProcess(process);
        try
        {
            await server.WaitUntilReadyAsync(command.ReadyUrl, stop);
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
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync().WaitAsync(StopLimit, TimeProvider.System);
        }

        _process.Dispose();
    }

    private static ProcessStartInfo StartInfo(ServerCommand command, Pinning pinning)
    {
        string[] line = [.. pinning.ServerPrefix, .. command.Line];
        var info = new ProcessStartInfo(line[0], line[1..])
        {
            WorkingDirectory = command.Folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        Pinning.RemoveClientSettings(info.Environment);
        foreach (var (name, value) in command.Environment) info.Environment[name] = value;
        return info;
    }

    private async Task WaitUntilReadyAsync(Uri address, CancellationToken stop)
    {
        using var http = new HttpClient();
        var clock = Stopwatch.StartNew();
        while (!await AnswersAsync(http, address, stop))
        {
            if (_process.HasExited)
            {
                // Its last lines may come after its end: this waits for them, too.
                await _process.WaitForExitAsync(stop);
                throw new LoadException($"the server ended with code {_process.ExitCode}:\n{_output}");
            }

            if (clock.Elapsed > StartLimit) throw new LoadException($"the server does not answer after {StartLimit.TotalSeconds:0} s:\n{_output}");
            await Task.Delay(Pause, TimeProvider.System, stop);
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient http, Uri address, CancellationToken stop)
    {
        try
        {
            using var answer = await http.GetAsync(address, stop);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
