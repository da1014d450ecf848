using System.Globalization;
using System.Runtime.CompilerServices;
using CsvHelper;
using CsvHelper.Configuration;

namespace RealtimeHub.Server.Sources.Replay;

/// <summary>Reads a CSV file: each row becomes a JSON object with the names of the first line.</summary>
internal sealed class CsvReplayReader : IReplayReader
{
    private readonly ReplayOptions _options;
    private readonly ReplayTime _time;

    public CsvReplayReader(ReplayOptions options) => (_options, _time) = (options, new ReplayTime(options.TimeFormat));

    public async IAsyncEnumerable<ReplayRow> ReadAsync(Stream file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var badData = false;
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            BadDataFound = _ => badData = true,
            MaxFieldSize = _options.MaxLength,
        };
        using var text = new StreamReader(file);
        using var csv = new CsvParser(text, configuration);
        if (!await csv.ReadAsync() || csv.Record is not { } header) yield break;

        var columns = new CsvColumns(header);
        var key = columns.IndexOf(_options.KeyColumn, nameof(ReplayOptions.KeyColumn));
        var time = columns.IndexOf(_options.TimeColumn, nameof(ReplayOptions.TimeColumn));
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            badData = false;
            var (fields, problem) = await NextAsync(csv);
            if (problem is not null) yield return new ReplayRow.Unreadable(csv.RawRow, problem);
            if (fields is null) yield break;

            yield return badData
                ? new ReplayRow.Unreadable(csv.RawRow, "a quote stands where none may be")
                : ToRow(columns, fields, key, time, csv.RawRow);
        }
    }

    /// <returns>The fields of the next row; nothing at the end of the file, which an unclosed quote brings about early.</returns>
    private async Task<(string[]? Fields, string? Problem)> NextAsync(CsvParser csv)
    {
        try
        {
            return (await csv.ReadAsync() ? csv.Record : null, null);
        }
        catch (MaxFieldSizeException)
        {
            return (null, $"a field is longer than {_options.MaxLength} characters, or its quote is never closed; the rest of the file is not read");
        }
    }

    private ReplayRow ToRow(CsvColumns columns, string[] fields, int key, int time, int line)
    {
        if (fields.Length != columns.Count)
            return new ReplayRow.Unreadable(line, $"it has {fields.Length} fields instead of {columns.Count}");

        DateTimeOffset at = default;
        if (time >= 0 && !_time.TryRead(fields[time], out at))
            return new ReplayRow.Unreadable(line, $"'{fields[time]}' in {_options.TimeColumn} is not a time");

        return new ReplayRow.Event(
            columns.ToJson(fields), key >= 0 && fields[key].Length > 0 ? fields[key] : null, time >= 0 ? at : null);
    }
}
