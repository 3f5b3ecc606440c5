; The set-up for Windows: for one user, without an administrator. Compiled by installer/windows_setup.py,
; which gives VERSION, FILES (what lies in the program folder), OUT, ICON, LICENCE, TEXTS, TARGET and COMPRESS.
;
; Silent: shikaku-desk-VERSION-windows.exe /S [/PATH] [/D=folder], the last one without quotes.
; Ends with 0 done, 1 given up by the user, 2 could not, 5 the program is open and did not close.
; The office's data lies in a folder of its own (%LOCALAPPDATA%\shikaku-desk) and is never touched here.

Unicode true
Target ${TARGET}
SetCompressor /SOLID ${COMPRESS}
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS Win10
ManifestLongPathAware true
CRCCheck force

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!insertmacro WordAdd
!insertmacro un.WordAdd

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\ShikakuDesk"
!define SETTINGS "Software\ShikakuDesk"
!define BACKUP "ShikakuDesk.Backup"
!define PARCEL "ShikakuDesk.Parcel"
!define BATCH "ShikakuDesk.Batch"
!define IS_OPEN 5
; A text of this script holds 1,024 letters: a longer PATH would be cut, so it is left as it is.
!define LONGEST_PATH 900

Name "$(NAME)"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\Shikaku Desk"
InstallDirRegKey HKCU "${SETTINGS}" "Folder"
BrandingText "Shikaku Desk ${VERSION}"
VIProductVersion "${VERSION}.0"
VIFileVersion "${VERSION}.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\shikaku-desk.exe"
!define MUI_FINISHPAGE_RUN_TEXT "$(OPEN_IT)"
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(DATA_STAYS)"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
; The first one is spoken where Windows speaks neither.
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Japanese"
!include "${TEXTS}"

VIAddVersionKey /LANG=${LANG_ENGLISH} "ProductName" "Shikaku Desk"
VIAddVersionKey /LANG=${LANG_ENGLISH} "FileDescription" "Shikaku Desk set-up"
VIAddVersionKey /LANG=${LANG_ENGLISH} "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=${LANG_ENGLISH} "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=${LANG_ENGLISH} "LegalCopyright" "MIT License"
VIAddVersionKey /LANG=${LANG_JAPANESE} "ProductName" "資格確認書デスク"
VIAddVersionKey /LANG=${LANG_JAPANESE} "FileDescription" "資格確認書デスク セットアップ"
VIAddVersionKey /LANG=${LANG_JAPANESE} "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=${LANG_JAPANESE} "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=${LANG_JAPANESE} "LegalCopyright" "MIT License"

; A double click opens the program where the file is used: the click itself changes nothing.
!macro FILE_TYPE ending name told
  WriteRegStr HKCU "Software\Classes\${ending}" "" "${name}"
  WriteRegStr HKCU "Software\Classes\${name}" "" "${told}"
  WriteRegStr HKCU "Software\Classes\${name}\DefaultIcon" "" "$INSTDIR\shikaku-desk.exe,0"
  WriteRegStr HKCU "Software\Classes\${name}\shell\open\command" "" '"$INSTDIR\shikaku-desk.exe" "%1"'
!macroend

!macro NO_FILE_TYPE ending name
  ReadRegStr $0 HKCU "Software\Classes\${ending}" ""
  ${If} $0 == "${name}"
    DeleteRegKey HKCU "Software\Classes\${ending}"
  ${EndIf}
  DeleteRegKey HKCU "Software\Classes\${name}"
!macroend

!macro RUNNING un
; $0 is 1 while one of the two starters is in use: Windows lets nobody write into a running program.
Function ${un}LookWhetherOpen
  StrCpy $0 0
  ${If} ${FileExists} "$INSTDIR\shikaku-desk.exe"
    ClearErrors
    FileOpen $1 "$INSTDIR\shikaku-desk.exe" a
    ${If} ${Errors}
      StrCpy $0 1
    ${Else}
      FileClose $1
    ${EndIf}
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\shikaku.exe"
    ClearErrors
    FileOpen $1 "$INSTDIR\shikaku.exe" a
    ${If} ${Errors}
      StrCpy $0 1
    ${Else}
      FileClose $1
    ${EndIf}
  ${EndIf}
  ClearErrors
FunctionEnd

; Asks the open window to close, as its own cross does: it saves, or asks back what was typed.
Function ${un}CloseProgram
  Call ${un}LookWhetherOpen
  ${If} $0 = 0
    Return
  ${EndIf}
  MessageBox MB_OKCANCEL|MB_ICONINFORMATION "$(IS_RUNNING)" /SD IDOK IDOK ask
  SetErrorLevel ${IS_OPEN}
  Quit
  ask:
  nsExec::Exec '"$SYSDIR\taskkill.exe" /IM shikaku-desk.exe'
  Pop $1
  StrCpy $2 0
  ${Do}
    Sleep 500
    Call ${un}LookWhetherOpen
    ${If} $0 = 0
      Return
    ${EndIf}
    IntOp $2 $2 + 1
  ${LoopUntil} $2 >= 40
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(STILL_RUNNING)" /SD IDCANCEL IDRETRY ask
  SetErrorLevel ${IS_OPEN}
  Quit
FunctionEnd
!macroend
!insertmacro RUNNING ""
!insertmacro RUNNING "un."

Section "$(PROGRAM)" SecProgram
  SectionIn RO
  ${If} ${FileExists} "$INSTDIR\_internal"
  ${AndIfNot} ${FileExists} "$INSTDIR\shikaku-desk.exe"
    ; The folder of another program: nothing in it is ours to replace.
    MessageBox MB_ICONSTOP "$(NOT_OURS)" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  Call CloseProgram
  ; A file of the version before could be loaded by the new one.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  ClearErrors
  File /r "${FILES}"
  ${If} ${Errors}
    MessageBox MB_ICONSTOP "$(NOT_WRITTEN)" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\$(NAME).lnk" "$INSTDIR\shikaku-desk.exe"
  WriteRegStr HKCU "${SETTINGS}" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${SETTINGS}" "Shortcut" "$SMPROGRAMS\$(NAME).lnk"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "$(NAME)"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "Shikaku Desk authors"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\shikaku-desk.exe"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0
  !insertmacro FILE_TYPE ".shikaku-backup" "${BACKUP}" "$(BACKUP_FILE)"
  !insertmacro FILE_TYPE ".shikaku-parcel" "${PARCEL}" "$(PARCEL_FILE)"
  !insertmacro FILE_TYPE ".shikaku-batch" "${BATCH}" "$(BATCH_FILE)"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section /o "$(COMMAND_LINE)" SecPath
  ; The whole length first: what does not fit into a text here must not be written back cut.
  System::Call 'advapi32::RegGetValueW(p 0x80000001, w "Environment", w "Path", i 0x1000FFFF, p 0, p 0, *i 0 r1) i.r2'
  IntOp $1 $1 / 2
  ${If} $1 > ${LONGEST_PATH}
    MessageBox MB_ICONINFORMATION "$(PATH_TOO_LONG)" /SD IDOK
  ${Else}
    ReadRegStr $0 HKCU "Environment" "Path"
    ${If} $0 == ""
      StrCpy $3 "$INSTDIR"
    ${Else}
      ${WordAdd} "$0" ";" "+$INSTDIR" $3
    ${EndIf}
    WriteRegExpandStr HKCU "Environment" "Path" "$3"
    WriteRegDWORD HKCU "${SETTINGS}" "OnPath" 1
    SendMessage ${HWND_BROADCAST} ${WM_SETTINGCHANGE} 0 "STR:Environment" /TIMEOUT=5000
  ${EndIf}
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${SecProgram} "$(PROGRAM_TOLD)"
  !insertmacro MUI_DESCRIPTION_TEXT ${SecPath} "$(COMMAND_LINE_TOLD)"
!insertmacro MUI_FUNCTION_DESCRIPTION_END

Function .onInit
  ReadRegDWORD $0 HKCU "${SETTINGS}" "OnPath"
  ${GetParameters} $1
  ClearErrors
  ${GetOptions} $1 "/PATH" $2
  ${IfNot} ${Errors}
  ${OrIf} $0 = 1
    SectionGetFlags ${SecPath} $3
    IntOp $3 $3 | ${SF_SELECTED}
    SectionSetFlags ${SecPath} $3
  ${EndIf}
FunctionEnd

Section "Uninstall"
  Call un.CloseProgram
  ReadRegDWORD $0 HKCU "${SETTINGS}" "OnPath"
  ${If} $0 = 1
    System::Call 'advapi32::RegGetValueW(p 0x80000001, w "Environment", w "Path", i 0x1000FFFF, p 0, p 0, *i 0 r1) i.r2'
    IntOp $1 $1 / 2
    ${If} $1 <= ${LONGEST_PATH}
      ReadRegStr $0 HKCU "Environment" "Path"
      ${If} $0 == $INSTDIR
        DeleteRegValue HKCU "Environment" "Path"
      ${Else}
        ${un.WordAdd} "$0" ";" "-$INSTDIR" $3
        WriteRegExpandStr HKCU "Environment" "Path" "$3"
      ${EndIf}
      SendMessage ${HWND_BROADCAST} ${WM_SETTINGCHANGE} 0 "STR:Environment" /TIMEOUT=5000
    ${EndIf}
  ${EndIf}
  ReadRegStr $0 HKCU "${SETTINGS}" "Shortcut"
  Delete "$0"
  ; What is ours by name; a folder that holds anything else stays.
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\shikaku-desk.exe"
  Delete "$INSTDIR\shikaku.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  !insertmacro NO_FILE_TYPE ".shikaku-backup" "${BACKUP}"
  !insertmacro NO_FILE_TYPE ".shikaku-parcel" "${PARCEL}"
  !insertmacro NO_FILE_TYPE ".shikaku-batch" "${BATCH}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "${SETTINGS}"
SectionEnd
