-- Run in a Neovim that has opened a broken file: lists what is found, and mends it by a code action.

local function say(text)
  io.stdout:write(text .. "\n")
end

local function leave(text)
  say(text)
  vim.cmd("qall!")
end

local function found(code)
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    if diagnostic.code == code then
      return diagnostic
    end
  end
end

say("filetype: " .. vim.bo.filetype)
if not vim.wait(60000, function() return #vim.diagnostic.get(0) > 0 end, 20) then
  return leave("no diagnostics")
end
for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
  say(("before: %s at line %d: %s"):format(diagnostic.code, diagnostic.lnum + 1, diagnostic.message))
end
local quoted = found("quoted-scalar")
if not quoted then
  return leave("not what was expected")
end

-- The list of actions is answered by its first entry.
vim.ui.select = function(items, _, choose)
  choose(items[1], 1)
end
vim.api.nvim_win_set_cursor(0, { quoted.lnum + 1, quoted.col })
local before = vim.api.nvim_buf_get_changedtick(0)
vim.lsp.buf.code_action()
vim.wait(60000, function() return vim.api.nvim_buf_get_changedtick(0) ~= before end, 20)
if vim.wait(60000, function() return found("quoted-scalar") == nil end, 20) then
  say("after: no quoted-scalar")
end
vim.cmd("write")
leave("written")
