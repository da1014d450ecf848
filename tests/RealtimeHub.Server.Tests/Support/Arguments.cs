using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using RealtimeHub.Contracts;

namespace RealtimeHub.Server.Tests.Support;

/// <summary>Looks at the arguments of a task as the server does before it starts one.</summary>
internal static class Arguments
{
    /// <returns>What is wrong with them.</returns>
    public static string ProblemsOf<TArgs>(string json)
    {
        var args = JsonSerializer.Deserialize<TArgs>(json, WireJson.Options)!;
        var problems = new List<ValidationResult>();
        Validator.TryValidateObject(args, new ValidationContext(args), problems, validateAllProperties: true);
        return string.Join("; ", problems.Select(problem => problem.ErrorMessage));
    }
}
