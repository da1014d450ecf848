using System.Text.Json;
using RealtimeHub.Contracts;

namespace RealtimeHub.Tasks.Running;

/// <summary>The JSON of a result while it is written, and no more of it than a result may have: one that never ends must not fill the memory.</summary>
internal sealed class ResultBuffer : MemoryStream
{
    private readonly int _max;

    private ResultBuffer(int max) => _max = max;

    /// <returns>JSON; null when there is no result.</returns>
    /// <exception cref="TaskFailedException">It is larger than it may be.</exception>
    public static byte[]? Write(object? result, JsonSerializerOptions json, int max)
    {
        if (result is null) return null;
        using var buffer = new ResultBuffer(max);
        JsonSerializer.Serialize(buffer, result, result.GetType(), json);
        return buffer.ToArray();
    }

    // Whatever is written comes by here.
    public override void Write(byte[] buffer, int offset, int count)
    {
        if (Length + count > _max) throw new TaskFailedException(TaskFaults.ResultTooLarge, $"the result is larger than the {_max} bytes that it may have");
        base.Write(buffer, offset, count);
    }
}
