using System.Runtime.CompilerServices;
using System.Text.Json;

namespace RealtimeHub.Server.Sources.Replay;

/// <summary>Reads a file of JSON values, one a line, and hands them on as they are.</summary>
internal sealed class NdjsonReplayReader : IReplayReader
{
    private readonly ReplayOptions _options;
    private readonly ReplayTime _time;

    public NdjsonReplayReader(ReplayOptions options) => (_options, _time) = (options, new ReplayTime(options.TimeFormat));

    public async IAsyncEnumerable<ReplayRow> ReadAsync(Stream file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in BoundedLines.ReadAsync(file, _options.MaxLength, cancellationToken))
        {
            if (line.Text is null) yield return new ReplayRow.Unreadable(line.Number, $"it is longer than {_options.MaxLength} bytes");
            else if (line.Text.Length > 0) yield return ToRow(line.Text, line.Number);
        }
    }

    private ReplayRow ToRow(byte[] line, long number)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            DateTimeOffset time = default;
            if (_options.TimeColumn is { } timeColumn && !_time.TryRead(Text(json.RootElement, timeColumn), out time))
                return new ReplayRow.Unreadable(number, $"it has no time in {timeColumn}");

            var key = _options.KeyColumn is { } keyColumn ? Text(json.RootElement, keyColumn) : null;
            return new ReplayRow.Event(line, string.IsNullOrEmpty(key) ? null : key, _options.TimeColumn is null ? null : time);
        }
        catch (JsonException error)
        {
            return new ReplayRow.Unreadable(number, $"it is not JSON: {error.Message}");
        }
    }

    /// <summary>A property's text, or its number as it is written.</summary>
    private static string? Text(JsonElement row, string property) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(property, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            }
            : null;
}
