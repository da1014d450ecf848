namespace RealtimeHub.Server.Tasks.Csv;

/// <summary>What is known of all columns so far. New ones may turn up in any row, up to a bound.</summary>
internal sealed class TableProfile
{
    /// <summary>Beyond this many columns, others are left out.</summary>
    private const int MostColumns = 1_000;

    private const int MostProblems = 5;

    /// <summary>Columns whose names begin alike for so long are taken for one.</summary>
    private const int MaxName = 100;

    private readonly Dictionary<string, ColumnProfile> _columns = new(StringComparer.Ordinal);
    private readonly List<RowProblem> _problems = [];
    private long _unreadable;
    private bool _hasMore;
    private bool _isCut;

    /// <summary>How many rows there were, unreadable ones included.</summary>
    public long Rows { get; private set; }

    public void Add(TableRow row)
    {
        Rows++;
        if (row.Problem is not null)
        {
            _unreadable++;
            Keep(new RowProblem(row.Line, row.Problem), row.IsLast);
            return;
        }

        foreach (var (name, value) in row.Fields) Find(name.Length <= MaxName ? name : name[..MaxName])?.Add(Rows, value);
    }

    public CsvSummary Summarise(long bytes) => new()
    {
        Rows = Rows - _unreadable, Unreadable = _unreadable, Problems = _problems, Bytes = bytes,
        Columns = [.. _columns.Values.Select(column => column.Summarise(Rows - _unreadable))], HasMoreColumns = _hasMore, IsCut = _isCut,
    };

    private void Keep(RowProblem problem, bool isLast)
    {
        _isCut |= isLast;

        // Why nothing comes any more is told in any case.
        if (isLast && _problems.Count == MostProblems) _problems.RemoveAt(MostProblems - 1);
        if (_problems.Count < MostProblems) _problems.Add(problem);
    }

    private ColumnProfile? Find(string name)
    {
        if (_columns.TryGetValue(name, out var column)) return column;
        _hasMore |= _columns.Count >= MostColumns;
        if (_columns.Count >= MostColumns) return null;
        _columns.Add(name, column = new ColumnProfile(name));
        return column;
    }
}

/// <summary>One row of a file.</summary>
/// <param name="Line">The line on which it ends.</param>
/// <param name="Fields">What each column has; valid until the next row is read.</param>
/// <param name="Problem">Why it cannot be read; null when it can.</param>
/// <param name="IsLast">Whether the rest of the file is not read because of it.</param>
internal readonly record struct TableRow(long Line, KeyValuePair<string, string?>[] Fields, string? Problem, bool IsLast = false)
{
    public static TableRow Unreadable(long line, string problem) => new(line, [], problem);
}
