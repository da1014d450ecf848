using System.Text;
using RealtimeHub.TestKit.Processes;
using TaskNode;

namespace ClusterTests.Tasks.Support;

/// <summary>Reads what the handlers of all nodes have written down, in its order.</summary>
/// <param name="path">The file, which grows.</param>
internal sealed class StepReader(string path)
{
    private readonly List<Step> _steps = [];
    private long _read;

    /// <summary>How many steps there are so far: those of a run begin there.</summary>
    public int Count => Read().Count;

    /// <summary>All steps from there on.</summary>
    public IReadOnlyList<Step> From(int start) => Read()[start..];

    /// <summary>Waits until a handler has written that down.</summary>
    public async Task<Step> NextAsync(Func<Step, bool> isIt, TimeSpan within)
    {
        Step? found = null;
        await Poll.UntilAsync(() => Task.FromResult((found = Read().Find(step => isIt(step))) is not null), within, () => string.Join('\n', Read().TakeLast(20)));
        return found!;
    }

    private List<Step> Read()
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = _read;
        var bytes = new byte[file.Length - _read];
        file.ReadExactly(bytes);

        // The last line may be on its way.
        var text = Encoding.UTF8.GetString(bytes.AsSpan(0, bytes.AsSpan().LastIndexOf((byte)'\n') + 1));
        _read += Encoding.UTF8.GetByteCount(text);
        _steps.AddRange(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Step.Parse));
        return _steps;
    }
}
