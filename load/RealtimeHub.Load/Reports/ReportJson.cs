using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeHub.Load.Reports;

/// <summary>Reports as JSON, as report.schema.json describes them.</summary>
internal static class ReportJson
{
    private const string SchemaResource = "report.schema.json";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        // A file is no web page: '>' and 'µ' need no escape.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(RunReport report) => JsonSerializer.Serialize(report, Options) + "\n";

    /// <exception cref="LoadException">It is no report of this version.</exception>
    public static RunReport Read(string json, string file)
    {
        try
        {
            var report = JsonSerializer.Deserialize<RunReport>(json, Options) ?? throw new LoadException($"{file} is empty");
            return report.Version == RunReport.CurrentVersion
                ? report
                : throw new LoadException($"{file} is a report of version {report.Version}; this program reads version {RunReport.CurrentVersion}");
        }
        catch (JsonException e)
        {
            throw new LoadException($"{file} is no report of this program: {e.Message}");
        }
    }

    /// <summary>The schema that every report fits.</summary>
    public static string Schema()
    {
        using var stream = typeof(ReportJson).Assembly.GetManifestResourceStream(SchemaResource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
