using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RealtimeHub.TestKit.Processes;

/// <summary>A process that a test started, and that ends with the test at the latest.</summary>
public sealed class OwnProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private OwnProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <param name="program">Its name or path.</param>
    /// <param name="arguments">What it is told.</param>
    /// <param name="onOutput">Gets each line that it writes; called by one thread at a time.</param>
    /// <param name="onError">Gets each line that it writes as an error.</param>
    /// <param name="environment">In addition to the environment of the test.</param>
    public static OwnProcess Start(
        string program, IEnumerable<string> arguments, Action<string> onOutput, Action<string> onError, params (string Name, string Value)[] environment)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = Path.GetTempPath(), RedirectStandardOutput = true, RedirectStandardError = true,
            },
        };
        foreach (var (name, value) in environment) process.StartInfo.Environment[name] = value;
        process.OutputDataReceived += (_, line) => Tell(line, onOutput);
        process.ErrorDataReceived += (_, line) => Tell(line, onError);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new OwnProcess(process);
    }

    /// <summary>Waits until it does its work.</summary>
    /// <exception cref="InvalidOperationException">It has ended instead.</exception>
    public Task ReadyAsync(Func<Task<bool>> isReady, Func<string> output) => Poll.UntilAsync(
        () => HasEnded ? throw new InvalidOperationException($"It ended with code {_process.ExitCode}:\n{output()}") : isReady(), StartLimit, output);

    /// <summary>Ends it as a crash or a power cut does: it can do nothing about it.</summary>
    public async Task KillAsync()
    {
        Send(Signal.Kill);
        await EndedAsync();
    }

    /// <summary>Asks it to end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        Send(Signal.Terminate);
        return await EndsAsync();
    }

    /// <summary>Waits until it ends by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndsAsync()
    {
        await EndedAsync();
        return _process.ExitCode;
    }

    /// <summary>It does nothing until it may go on; its connections stay, and nobody answers.</summary>
    public void Freeze() => Send(Signal.Stop);

    public void GoOn() => Send(Signal.Continue);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private static void Tell(DataReceivedEventArgs line, Action<string> listener)
    {
        if (line.Data is { } text) listener(text);
    }

    private Task EndedAsync() => _process.WaitForExitAsync().WaitAsync(EndLimit, TimeProvider.System);

    private void Send(Signal signal)
    {
        if (!_process.HasExited) _ = SendSignal(_process.Id, (int)signal);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
