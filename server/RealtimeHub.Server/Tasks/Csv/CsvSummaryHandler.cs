using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Tasks;

namespace RealtimeHub.Server.Tasks.Csv;

/// <summary>Profiles a large file of rows: how many, which columns, what is in them. The worked example of data processing in the background.</summary>
/// <remarks>It computes and reads on the thread that it is given, without waiting for anybody: kinds that compute have threads of their own.</remarks>
internal sealed class CsvSummaryHandler(IOptions<RealtimeHubOptions> options, IHostEnvironment environment) : IBackgroundTaskHandler<CsvSummaryArgs>
{
    private static readonly string[] JsonEndings = [".ndjson", ".jsonl"];

    public Task<object?> RunAsync(CsvSummaryArgs args, TaskContext context)
    {
        try
        {
            return Task.FromResult<object?>(Summarise(Find(args.Path), args, context).Within(context.MaxResultBytes));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TaskFailedException("unreadable", $"'{args.Path}' cannot be read", mayRetry: e is not UnauthorizedAccessException, e);
        }
    }

    private FileInfo Find(string path)
    {
        if (options.Value.Tasks.DataFolder is not { Length: > 0 } root) throw new TaskFailedException("notConfigured", "set RealtimeHub:Tasks:DataFolder to the folder whose files may be read");
        return new DataFolder(Path.Combine(environment.ContentRootPath, root)).Find(path) ?? throw new TaskFailedException("noSuchFile", $"there is no file '{path}' in the data folder");
    }

    private static CsvSummary Summarise(FileInfo found, CsvSummaryArgs args, TaskContext context)
    {
        var table = new TableProfile();
        var length = found.Length;

        // Pipes and devices have no length, too, and whoever opens them may wait for ever.
        if (length == 0) return table.Summarise(length);
        using var file = new FileStream(found.FullName, new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.SequentialScan });
        void Look()
        {
            context.Stopping.ThrowIfCancellationRequested();
            context.Report(Math.Min(100, 100d * file.Position / length), $"{table.Rows:N0} rows");
        }

        using var text = new WatchedText(file, Look);
        var isJson = JsonEndings.Contains(Path.GetExtension(args.Path), StringComparer.OrdinalIgnoreCase);
        foreach (var row in isJson ? NdjsonRows.Read(text) : CsvRows.Read(text, args.Delimiter)) table.Add(row);
        Look();
        return table.Summarise(length);
    }
}
